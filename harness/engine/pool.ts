// Runs jobs side by side, at most so many at once, in the order in which they were announced; those that must run alone
// (a second look at an inconclusive run) come last, one by one, when nothing else runs.

import { admitAlways, type Admission } from './cpu-admission.js';

export interface PoolTask {
  readonly alone: boolean;
  /** Never rejects. */
  readonly perform: () => Promise<void>;
}

/** How soon a refused start is asked for again. */
const ASK_AGAIN_MS = 10;

export class Pool {
  readonly #concurrency: number;
  readonly #waiting: PoolTask[] = [];
  readonly #waitingAlone: PoolTask[] = [];
  readonly #running = new Set<Promise<void>>();
  #isAlone = false;
  #isDrained = false;
  readonly #admission: Admission;
  #asksAgain: NodeJS.Timeout | undefined;

  constructor(concurrency: number, admission: Admission = admitAlways) {
    this.#concurrency = Math.max(1, concurrency);
    this.#admission = admission;
  }

  /** Does nothing after `drain`. */
  add(task: PoolTask): void {
    if (this.#isDrained) return;
    (task.alone ? this.#waitingAlone : this.#waiting).push(task);
    this.#startMore();
  }

  /** Forgets what has not begun; resolves when what has is over. */
  async drain(): Promise<void> {
    this.#isDrained = true;
    this.#waiting.length = 0;
    this.#waitingAlone.length = 0;
    clearTimeout(this.#asksAgain);
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #startMore(): void {
    while (!this.#isAlone && this.#waiting.length > 0 && this.#running.size < this.#concurrency) {
      if (!this.#admission.admits(this.#running.size)) {
        this.#askAgain();
        break;
      }
      const task = this.#waiting.shift();
      if (task !== undefined) this.#begin(task);
    }
    if (this.#running.size > 0 || this.#waiting.length > 0) return;
    const alone = this.#waitingAlone.shift();
    if (alone === undefined) return;
    this.#isAlone = true;
    this.#begin(alone);
  }

  #askAgain(): void {
    this.#asksAgain ??= setTimeout(() => {
      this.#asksAgain = undefined;
      this.#startMore();
    }, ASK_AGAIN_MS);
  }

  #begin(task: PoolTask): void {
    const running = task.perform().finally(() => {
      this.#running.delete(running);
      if (task.alone) this.#isAlone = false;
      this.#startMore();
    });
    this.#running.add(running);
  }
}
