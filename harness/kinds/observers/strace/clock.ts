// strace stamps with the wall clock. Both clocks are read together when the program starts: by as much they differ ever after.

import type { RunUs } from '../../../vocabulary/time.js';
import type { WallClock } from '../observer.js';

/** A wall clock that differs by more was set while the program ran: its readings mean nothing. */
const STEP_US = 1_000;

export class TraceClock {
  readonly #read: () => WallClock;
  readonly #start: WallClock;

  constructor(read: () => WallClock) {
    this.#read = read;
    this.#start = read();
  }

  /** By how much a time that it tells may be wrong. */
  get uncertaintyUs(): number {
    return this.#start.uncertaintyUs;
  }

  /** CLOCK_REALTIME, µs since the epoch, as a time of the run. */
  at(wallUs: number): RunUs {
    // A sum of a run time and a difference is a run time.
    return (this.#start.at + (wallUs - this.#start.wallUs)) as RunUs;
  }

  /** By how much the wall clock was set meanwhile, µs; undefined if it was not. */
  stepUs(): number | undefined {
    const now = this.#read();
    const stepUs = Math.abs(now.wallUs - now.at - (this.#start.wallUs - this.#start.at));
    return stepUs > STEP_US + now.uncertaintyUs + this.#start.uncertaintyUs ? stepUs : undefined;
  }
}
