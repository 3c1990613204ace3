// When a chain is to be woken next: by the earliest of the times that were asked for. One alarm a chain.

import { wakeAt } from './alarm.js';

export class Wakening {
  readonly #wake: () => void;
  #withdraw: (() => void) | undefined;
  #atMs = Infinity;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** At `atMs`, or before: an alarm that rings too soon costs less than setting one anew for every chunk. */
  by(atMs: number): void {
    if (this.#atMs <= atMs) return;
    this.#withdraw?.();
    this.#atMs = atMs;
    this.#withdraw = wakeAt(atMs, () => {
      this.#atMs = Infinity;
      this.#wake();
    });
  }

  cancel(): void {
    this.#withdraw?.();
    this.#atMs = Infinity;
  }
}
