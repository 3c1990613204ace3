// The process group of a started program: signalled as a whole, and given up as soon as nobody is left in it.

import { pause } from './deadline.js';
import { groupExists, groupIsAlive, signalGroup } from './process-group.js';
import type { ProcessGuard } from './process-guard.js';

const POLL_MS = 1;
const NEVER = new AbortController().signal;

export class StartedGroup {
  readonly #pgid: number;
  readonly #guard: ProcessGuard;
  #isGone = false;

  constructor(pgid: number, guard: ProcessGuard) {
    this.#pgid = pgid;
    this.#guard = guard;
  }

  /** Its number may belong to somebody else by now: nothing is sent there any more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** False when nobody is left. Throws RigError when none may be signalled. */
  send(signal: NodeJS.Signals): boolean {
    return !this.#isGone && signalGroup(this.#pgid, signal);
  }

  /** The leader was waited for: while others are left, the kernel gives its number to nobody else. */
  leaderHasEnded(): void {
    if (!groupExists(this.#pgid)) this.#giveUp();
  }

  /** Resolves with true when nobody is left that still does something, with false when that is not so by then. */
  async ends(byMs: number): Promise<boolean> {
    while (!this.#isGone) {
      if (!groupIsAlive(this.#pgid)) this.#giveUp();
      else if (performance.now() > byMs) return false;
      else await pause(POLL_MS, NEVER);
    }
    return true;
  }

  #giveUp(): void {
    this.#isGone = true;
    this.#guard.forget(this.#pgid);
  }
}
