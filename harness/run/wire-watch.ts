// The connections that are open on a run's wires. What is on its way when the last step is done still belongs to the behaviour.

import { isKind, type RunEvent } from '../record/event.js';
import type { Recorder } from '../record/recorder.js';
import { pause } from './deadline.js';

/** How long the wire may take to finish after the last step when every client is gone: a FIN has to cross and come back. */
const QUIET_DEADLINE_MS = 300;
/** A wire on which nothing happened for so long is held by a fault, and will not finish by itself. */
const HELD_AFTER_MS = 60;
const QUIET_POLL_MS = 2;

export class WireWatch {
  readonly #open = new Set<string>();
  #movedAtMs = 0;

  /** Returns the undo. */
  follow(recorder: Recorder): () => void {
    return recorder.subscribe((event) => this.#take(event));
  }

  /** Resolves when all is closed, or nothing moves any more, or whoever would have to end it does not: `mayFinish` says that. */
  async finishes(mayFinish: () => boolean, signal: AbortSignal): Promise<void> {
    const beganAtMs = performance.now();
    this.#movedAtMs = beganAtMs;
    while (this.#open.size > 0 && mayFinish() && !signal.aborted) {
      const now = performance.now();
      if (now - beganAtMs > QUIET_DEADLINE_MS || now - this.#movedAtMs > HELD_AFTER_MS) return;
      await pause(QUIET_POLL_MS, signal);
    }
  }

  #take(event: RunEvent): void {
    if (event.observer !== 'tap') return;
    this.#movedAtMs = performance.now();
    if (isKind(event, 'connection.opened')) this.#open.add(`${event.data.link}#${event.data.connection}`);
    if (isKind(event, 'connection.closed')) this.#open.delete(`${event.data.link}#${event.data.connection}`);
  }
}
