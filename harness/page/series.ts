// Things that last from one time to another, in the order of their beginning: what is to be seen in a window is found by
// binary search, however many there are.

export interface Lasting {
  readonly fromUs: number;
  readonly untilUs: number;
}

export class Series<T extends Lasting> {
  readonly all: readonly T[];
  /** The latest end of all up to each one: never falls, so it can be searched. */
  readonly #endsUs: Float64Array;

  /** `all` in any order. */
  constructor(all: readonly T[]) {
    this.all = all.toSorted((a, b) => a.fromUs - b.fromUs);
    this.#endsUs = new Float64Array(all.length);
    let latest = -Infinity;
    for (const [index, { untilUs }] of this.all.entries()) {
      latest = Math.max(latest, untilUs);
      this.#endsUs[index] = latest;
    }
  }

  /** Indexes [first, end) that hold everything that touches the window, and maybe a little that ended before it. */
  window(fromUs: number, untilUs: number): readonly [first: number, end: number] {
    const first = firstWhere(this.all.length, (index) => (this.#endsUs[index] ?? 0) >= fromUs);
    const end = firstWhere(this.all.length, (index) => (this.all[index]?.fromUs ?? 0) > untilUs);
    return [first, Math.max(first, end)];
  }
}

/** The first index for which a condition holds that, once true, stays true; `length` if none. */
export function firstWhere(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
