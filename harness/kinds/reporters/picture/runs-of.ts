// Neighbours in a list, taken together.

/** Splits into runs in which each item goes with the first one of its run. */
export function runsOf<T>(items: readonly T[], together: (first: T, next: T) => boolean): readonly (readonly T[])[] {
  const runs: T[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const first = run?.[0];
    if (run !== undefined && first !== undefined && together(first, item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

export function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  for (let index = 0; index < items.length; index += size) chunks.push(items.slice(index, index + size));
  return chunks;
}
