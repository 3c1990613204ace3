// Annotations name files as the repository does, wherever in it the command was run.

import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Both absolute. */
export interface Repository {
  readonly root: string;
  /** Where the command was run: what its files are relative to. */
  readonly cwd: string;
}

/** With `/` between folders. The path as it is if the repository is not known, or if it lies outside. */
export function pathInRepository(file: string, repository: Repository | undefined): string {
  if (repository === undefined) return file;
  const path = relative(repository.root, resolve(repository.cwd, file));
  const isOutside = path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return isOutside ? file : path.split(sep).join('/');
}
