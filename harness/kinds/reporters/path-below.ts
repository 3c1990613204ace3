// Where a run's folder lies, seen from the invocation's: reports are moved, archived and merged with both.

/** `recv-late-reply`; the whole path if it does not lie below `folder`. Both as the user would write them. */
export function pathBelow(folder: string | undefined, path: string): string {
  const above = folder === undefined ? undefined : `${folder.replace(/[\\/]+$/, '')}/`;
  const plain = path.replaceAll('\\', '/');
  if (folder === '.') return plain;
  return above !== undefined && plain.startsWith(above.replaceAll('\\', '/')) ? plain.slice(above.length) : path;
}
