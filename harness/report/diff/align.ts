// Two lists laid side by side: a longest common subsequence of their keys, so that what one has more stands alone.

export type Aligned<T> = { readonly a: T; readonly b: T } | { readonly a: T } | { readonly b: T };

/** Beyond so many cells of the table, which is quadratic, the n-th of a key is laid beside the n-th of the other's. */
const MOST_CELLS = 4_000_000;

/** What stands alone of `a` comes before what stands alone of `b`. */
export function align<T>(a: readonly T[], b: readonly T[], keyOf: (item: T) => string): readonly Aligned<T>[] {
  const [keysA, keysB] = [a.map(keyOf), b.map(keyOf)];
  let head = 0;
  while (head < a.length && head < b.length && keysA[head] === keysB[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && keysA.at(-1 - tail) === keysB.at(-1 - tail)) tail += 1;
  const middleA = { from: head, until: a.length - tail };
  const middleB = { from: head, until: b.length - tail };
  const pairs = [
    ...range(0, head).map((index): Pair => [index, index]),
    ...pairsOfMiddle(keysA, keysB, middleA, middleB),
    ...range(0, tail).map((index): Pair => [middleA.until + index, middleB.until + index]),
  ];
  return laidOut(a, b, pairs);
}

type Pair = readonly [number, number];

interface Middle {
  readonly from: number;
  readonly until: number;
}

function pairsOfMiddle(a: readonly string[], b: readonly string[], inA: Middle, inB: Middle): readonly Pair[] {
  const [rows, columns] = [inA.until - inA.from, inB.until - inB.from];
  if (rows === 0 || columns === 0) return [];
  if (rows * columns > MOST_CELLS)
    return pairsByCount(a.slice(inA.from, inA.until), b.slice(inB.from, inB.until), inA.from);
  const width = columns + 1;
  const longest = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        a[inA.from + row] === b[inB.from + column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: Pair[] = [];
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (a[inA.from + row] === b[inB.from + column]) {
      pairs.push([inA.from + row, inB.from + column]);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}

/** Linear; pairs may only go forward in both. */
function pairsByCount(a: readonly string[], b: readonly string[], from: number): readonly Pair[] {
  const places = new Map<string, number[]>();
  for (const [index, key] of b.entries()) {
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else known.push(index);
  }
  const next = new Map<string, number>();
  const pairs: Pair[] = [];
  let last = -1;
  for (const [index, key] of a.entries()) {
    const inB = places.get(key) ?? [];
    let taken = next.get(key) ?? 0;
    while (taken < inB.length && (inB[taken] ?? 0) <= last) taken += 1;
    const found = inB[taken];
    next.set(key, taken + 1);
    if (found === undefined) continue;
    last = found;
    pairs.push([from + index, from + found]);
  }
  return pairs;
}

function laidOut<T>(a: readonly T[], b: readonly T[], pairs: readonly Pair[]): readonly Aligned<T>[] {
  const rows: Aligned<T>[] = [];
  let [nextA, nextB] = [0, 0];
  for (const [inA, inB] of [...pairs, [a.length, b.length] as const]) {
    rows.push(...a.slice(nextA, inA).map((item) => ({ a: item })));
    rows.push(...b.slice(nextB, inB).map((item) => ({ b: item })));
    const [one, other] = [a[inA], b[inB]];
    if (one !== undefined && other !== undefined) rows.push({ a: one, b: other });
    [nextA, nextB] = [inA + 1, inB + 1];
  }
  return rows;
}

const range = (from: number, until: number): readonly number[] =>
  Array.from({ length: until - from }, (_, index) => from + index);
