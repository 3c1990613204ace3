// When does a program listen? Asked of the kernel, never by connecting (a one-shot server would lose its only accept):
// a LISTEN socket whose inode is among the descriptors of our own child. One poller serves all programs that are waited for.

import type { Address } from '../vocabulary/network.js';
import type { Undo } from '../vocabulary/undo.js';
import { readListeners, socketInodesOf, socketInodesOfGroup } from './kernel-table.js';

const FAST_POLL_MS = 1;
const SLOW_POLL_MS = 5;
const FAST_FOR_MS = 150;
/** The walk through all of /proc, for a server that listens in a child process, is made only so often. */
const WHOLE_GROUP_EVERY_MS = 50;
/** At most this share of our time goes into looking, however dear a look is on this machine. */
const REST = 3;

interface Waiting {
  readonly pgid: number;
  readonly port: number | undefined;
  readonly sinceMs: number;
  /** Sockets that it was born with: its stdin, stdout, stderr and trace. */
  readonly inherited: ReadonlySet<number>;
  wholeGroupAtMs: number;
  readonly found: (address: Address) => void;
  elsewhere: ((address: Address) => void) | undefined;
}

export class ReadinessPoller {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #costMs = 0;

  /**
   * Calls `found` once, when the process group listens (on `port`, if one is given), and `elsewhere` once if it is seen to listen
   * on another one before. The undo stops the looking.
   */
  watch(
    pgid: number,
    port: number | undefined,
    found: (address: Address) => void,
    elsewhere?: (address: Address) => void,
  ): Undo {
    const now = performance.now();
    const inherited = socketInodesOf(pgid);
    const wholeGroupAtMs = now + WHOLE_GROUP_EVERY_MS;
    const waiting: Waiting = { pgid, port, sinceMs: now, inherited, wholeGroupAtMs, found, elsewhere };
    this.#waiting.add(waiting);
    this.#schedule();
    return () => {
      this.#waiting.delete(waiting);
      if (this.#waiting.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
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
      Math.max(fast ? FAST_POLL_MS : SLOW_POLL_MS, REST * this.#costMs),
    );
  }

  #look(): void {
    const beganAtMs = performance.now();
    for (const waiting of this.#waiting) {
      const inodes = this.#inodesOf(waiting);
      // Most looks end here: a program that has opened no socket yet does not listen.
      if (inodes.size === 0) continue;
      const listeners = readListeners((socket) => isOf(waiting, inodes, socket));
      const own = listeners.findLast((socket) => isOf(waiting, inodes, socket));
      if (own === undefined) {
        const other = listeners.find(({ inode }) => inodes.has(inode));
        if (other === undefined) continue;
        waiting.elsewhere?.(other.local);
        waiting.elsewhere = undefined;
        continue;
      }
      this.#waiting.delete(waiting);
      waiting.found(own.local);
    }
    this.#costMs = performance.now() - beganAtMs;
  }

  #inodesOf(waiting: Waiting): ReadonlySet<number> {
    const now = performance.now();
    // Every so often nothing is taken for inherited: a program that was quick as lightning listened before we first looked.
    if (now < waiting.wholeGroupAtMs) return without(socketInodesOf(waiting.pgid), waiting.inherited);
    waiting.wholeGroupAtMs = now + WHOLE_GROUP_EVERY_MS;
    return socketInodesOfGroup(waiting.pgid);
  }
}

const isOf = (
  { port }: Waiting,
  inodes: ReadonlySet<number>,
  socket: { readonly local: Address; readonly inode: number },
): boolean => (port === undefined || socket.local.port === port) && inodes.has(socket.inode);

const without = (inodes: ReadonlySet<number>, inherited: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...inodes].filter((inode) => !inherited.has(inode)));
