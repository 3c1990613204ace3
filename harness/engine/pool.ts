// Runs jobs side by side, at most so many at once, in the order in which they were announced; those that must run alone
// (a second look at an inconclusive run) come last, one by one, when nothing else runs.

export interface PoolTask {
  readonly alone: boolean;
  /** Never rejects. */
  readonly perform: () => Promise<void>;
}

export class Pool {
  readonly #concurrency: number;
  readonly #waiting: PoolTask[] = [];
  readonly #waitingAlone: PoolTask[] = [];
  readonly #running = new Set<Promise<void>>();
  #isAlone = false;
  #isDrained = false;

  constructor(concurrency: number) {
    this.#concurrency = Math.max(1, concurrency);
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
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #startMore(): void {
    while (!this.#isAlone && this.#running.size < this.#concurrency) {
      const task = this.#waiting.shift();
      if (task === undefined) break;
      this.#begin(task);
    }
    if (this.#running.size > 0 || this.#waiting.length > 0) return;
    const alone = this.#waitingAlone.shift();
    if (alone === undefined) return;
    this.#isAlone = true;
    this.#begin(alone);
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
