// Where labels may stand beside the thing that they name: in rows, each tied to its place by a thin line that crosses no
// other label.

export interface Wanted {
  /** Of the thing, and of the label's beginning, or of its end where it would not fit otherwise. */
  readonly x: number;
  readonly width: number;
  readonly ends?: boolean;
}

interface Taken {
  readonly from: number;
  readonly until: number;
}

const GAP = 8;

export class LabelRows {
  /** Row 0 lies next to the things. */
  readonly #labels: Taken[][];
  readonly #lines: number[][];

  constructor(rows: number) {
    this.#labels = Array.from({ length: rows }, () => []);
    this.#lines = Array.from({ length: rows }, () => []);
  }

  /** The row in which it now stands, `fromRow` or a farther one; undefined if there is no room for it. */
  place({ x, width, ends = false }: Wanted, fromRow = 0): number | undefined {
    const from = ends ? x - width - GAP : x;
    const until = ends ? x + BESIDE : x + width + GAP;
    for (let row = 0; row < this.#labels.length; row += 1) {
      // Farther rows are reached through this one.
      if (row > 0 && covers(this.#labels[row - 1], x)) return undefined;
      if (row < fromRow || overlaps(this.#labels[row], from, until) || crosses(this.#lines[row], from, until)) continue;
      this.#labels[row]?.push({ from, until });
      for (let nearer = 0; nearer < row; nearer += 1) this.#lines[nearer]?.push(x);
      return row;
    }
    return undefined;
  }
}

/** A line at a label's very beginning leads past it. */
const BESIDE = 3;

const covers = (labels: readonly Taken[] = [], x: number): boolean =>
  labels.some(({ from, until }) => x > from + BESIDE && x < until - BESIDE);

const overlaps = (labels: readonly Taken[] = [], from: number, until: number): boolean =>
  labels.some((label) => from < label.until && until > label.from);

const crosses = (lines: readonly number[] = [], from: number, until: number): boolean =>
  lines.some((x) => x > from + BESIDE && x < until - BESIDE);

/** Labels whose things lie so close together that they share one line. */
export function clusters<T extends Wanted>(wanted: readonly T[]): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (const each of wanted.toSorted((a, b) => a.x - b.x)) {
    const group = groups.at(-1);
    if (group !== undefined && each.x - (group[0]?.x ?? 0) <= BESIDE) group.push(each);
    else groups.push([each]);
  }
  return groups;
}
