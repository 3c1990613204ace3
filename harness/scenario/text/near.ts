// "did you mean": the known name that is nearest to a mistyped one.

/** The nearest of `known`, or undefined if none is near enough to be meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = fold(name);
  const candidates = [...known];
  // A third of the letters may be wrong: `latncy` is latency, `foo` is not `for`.
  let best = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  let found: string | undefined;
  const longer = wanted.length < 3 ? [] : candidates.filter((candidate) => fold(candidate).startsWith(wanted));
  // `down` can only be downstream, however many letters it lacks.
  if (longer.length === 1) return longer[0];
  for (const candidate of candidates) {
    const distance = editDistance(wanted, fold(candidate));
    if (distance < best) [best, found] = [distance, candidate];
  }
  return found ?? candidates.find((one) => `SIG${one}` === name) ?? onlyOneLike(wanted.slice(0, 3), candidates);
}

/** `secs` can only be seconds. */
function onlyOneLike(beginning: string, candidates: readonly string[]): string | undefined {
  const like = candidates.filter((candidate) => beginning.length === 3 && fold(candidate).startsWith(beginning));
  return like.length === 1 ? like[0] : undefined;
}

/** The `count` nearest, in their own order. */
export function nearestOf(name: string, known: readonly string[], count: number): readonly string[] {
  const distance = (candidate: string): number => editDistance(fold(name), fold(candidate));
  const chosen = new Set(known.toSorted((a, b) => distance(a) - distance(b)).slice(0, count));
  return known.filter((candidate) => chosen.has(candidate));
}

/** `did you mean "x"?` if one is near, else undefined. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const near = nearest(name, known);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

const fold = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours (Damerau, CACM 7(3), 1964). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, substituted, swapped));
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity;
