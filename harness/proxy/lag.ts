// How late the event loop of the proxy's thread runs: a timer's lateness, kept where another thread can read it.

import { monotonicUs } from '../vocabulary/time.js';

const BEAT_MS = 20;

/** Slots of the shared memory: the longest lag since it was last taken, and when the last beat was (both µs). */
const [LAG, BEAT] = [0, 1];

export type SharedLag = BigInt64Array;

export const sharedLag = (): SharedLag => new BigInt64Array(new SharedArrayBuffer(16));

/** Call in the thread that is measured. The undo stops it. */
export function measureLag(shared: SharedLag): () => void {
  let beatUs = monotonicUs();
  Atomics.store(shared, BEAT, BigInt(beatUs));
  const timer = setInterval(() => {
    const nowUs = monotonicUs();
    const lagUs = BigInt(Math.max(0, nowUs - beatUs - BEAT_MS * 1000));
    beatUs = nowUs;
    Atomics.store(shared, BEAT, BigInt(nowUs));
    if (lagUs > Atomics.load(shared, LAG)) Atomics.store(shared, LAG, lagUs);
  }, BEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** The longest lag since the last call, µs, that of a beat overdue right now included. Call in any thread. */
export function takeLagUs(shared: SharedLag): number {
  const overdueUs = monotonicUs() - Number(Atomics.load(shared, BEAT)) - BEAT_MS * 1000;
  return Math.max(0, overdueUs, Number(Atomics.exchange(shared, LAG, 0n)));
}
