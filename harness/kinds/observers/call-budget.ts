// A program that spins makes a hundred thousand socket calls a second: recorded one by one they would starve the harness and
// every other program. So many are told of one start of a program; then its trace is said to be lost.

/** Calls begun and calls ended, each counted. The timeline page is made for as many. */
export const MOST_CALL_EVENTS = 100_000;

export const BUDGET_SPENT = `only the first ${MOST_CALL_EVENTS} begins and ends of its socket calls are kept`;

interface Call {
  readonly pid: number;
  readonly call: number;
}

export class CallBudget {
  #left = MOST_CALL_EVENTS;
  readonly #open = new Set<string>();

  get isSpent(): boolean {
    return this.#left === 0;
  }

  /** No end can come any more of a call whose beginning was told. */
  get isOver(): boolean {
    return this.isSpent && this.#open.size === 0;
  }

  admitsBegin(call: Call): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    this.#open.add(idOf(call));
    return true;
  }

  /** Whose beginning was told its end is told too, else it would look as if it still waited. */
  admitsEnd(call: Call): boolean {
    const wasOpen = this.#open.delete(idOf(call));
    if (this.#left === 0) return wasOpen;
    this.#left -= 1;
    return true;
  }
}

const idOf = ({ pid, call }: Call): string => `${pid} ${call}`;
