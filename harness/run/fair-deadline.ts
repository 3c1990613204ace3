// A bound on a wait for programs, in their own time: what the machine took away from them meanwhile is given to them again. So
// what comes late can be told from what never comes. On a quiet machine it is a deadline like any other.

import { startDeadline, type Deadline } from './deadline.js';

export interface FairDeadline extends Deadline {
  /** How far beyond its bound the wait is, or was when it ended; 0 within it. */
  readonly lateMs: () => number;
}

/** Beyond what was measured, so that a measure that is short by little is no reason to call a late thing missing. */
const MARGIN = 0.1;
const MARGIN_MS = 10;
/** A machine that takes more than that gives nothing to judge: three times the bound, and a second for the shortest. */
const mostMs = (boundMs: number): number => Math.max(3 * boundMs, boundMs + 1_000);

/** How long a wait with this bound goes on where the machine has taken so much of it and nothing comes. */
export const grantedMs = (boundMs: number, delayMs: number): number =>
  Math.min(boundMs + delayMs * (1 + MARGIN) + MARGIN_MS, mostMs(boundMs));

/** `delayMs`: what the machine has taken since the beginning. */
export function startFairDeadline(ms: number, parent: AbortSignal, delayMs: () => number): FairDeadline {
  const controller = new AbortController();
  const beganAtMs = performance.now();
  let isOver = false;
  let endedAtMs: number | undefined;
  let current: Deadline;
  const elapsedMs = (): number => (endedAtMs ?? performance.now()) - beganAtMs;
  const wait = (forMs: number): void => {
    current = startDeadline(forMs, parent);
    current.signal.addEventListener('abort', () => decide(current.isOver()), { once: true });
    if (current.signal.aborted) decide(false);
  };
  const decide = (timeIsOver: boolean): void => {
    current.release();
    endedAtMs = performance.now();
    const leftMs = timeIsOver ? grantedMs(ms, delayMs()) - elapsedMs() : 0;
    if (leftMs > 0) {
      endedAtMs = undefined;
      wait(Math.ceil(leftMs));
      return;
    }
    isOver = timeIsOver;
    controller.abort();
  };
  wait(ms);
  return {
    signal: controller.signal,
    isOver: () => isOver,
    lateMs: () => Math.max(0, elapsedMs() - ms),
    release: () => current.release(),
  };
}
