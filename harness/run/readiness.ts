// When does a program listen? Asked of the kernel, never by connecting (a one-shot server would lose its only accept):
// a LISTEN socket whose inode is among the descriptors of our own child. One poller serves all programs that are waited for.

import type { Address } from '../vocabulary/network.js';
import type { Undo } from '../vocabulary/undo.js';
import { readListeners, socketInodesOfGroup, socketInodesOfWholeGroup } from './kernel-table.js';

const FAST_POLL_MS = 1;
const SLOW_POLL_MS = 5;
const FAST_FOR_MS = 150;
/** The walk through all of /proc, for a server that listens in a child process, is made only so often. */
const WHOLE_GROUP_EVERY_MS = 50;

interface Waiting {
  readonly pgid: number;
  readonly port: number | undefined;
  readonly sinceMs: number;
  wholeGroupAtMs: number;
  readonly found: (address: Address) => void;
}

export class ReadinessPoller {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  /** Calls `found` once, when the process group listens (on `port`, if one is given). The undo stops the looking. */
  watch(pgid: number, port: number | undefined, found: (address: Address) => void): Undo {
    const now = performance.now();
    const waiting: Waiting = { pgid, port, sinceMs: now, wholeGroupAtMs: now + WHOLE_GROUP_EVERY_MS, found };
    this.#waiting.add(waiting);
    this.#schedule();
    return () => void this.#waiting.delete(waiting);
  }

  /** Look now: somebody heard that a program called listen. */
  nudge(): void {
    if (this.#waiting.size > 0) this.#look();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#waiting.size === 0) return;
    const now = performance.now();
    const fast = [...this.#waiting].some((waiting) => now - waiting.sinceMs < FAST_FOR_MS);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#look();
        this.#schedule();
      },
      fast ? FAST_POLL_MS : SLOW_POLL_MS,
    );
  }

  #look(): void {
    const listeners = readListeners();
    for (const waiting of this.#waiting) {
      const candidates = listeners.filter((socket) => waiting.port === undefined || socket.local.port === waiting.port);
      if (candidates.length === 0) continue;
      const inodes = this.#inodesOf(waiting);
      const own = candidates.find((socket) => inodes.has(socket.inode));
      if (own === undefined) continue;
      this.#waiting.delete(waiting);
      waiting.found(own.local);
    }
  }

  #inodesOf(waiting: Waiting): ReadonlySet<number> {
    const now = performance.now();
    if (now < waiting.wholeGroupAtMs) return socketInodesOfGroup(waiting.pgid);
    waiting.wholeGroupAtMs = now + WHOLE_GROUP_EVERY_MS;
    return socketInodesOfWholeGroup(waiting.pgid);
  }
}
