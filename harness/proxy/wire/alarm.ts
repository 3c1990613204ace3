// Wakes chains at a time to a tenth of a millisecond. Node's own timers count whole milliseconds, and the kernel may wake epoll
// late by a thousandth of its sleep (select_estimate_accuracy); a thread that waits on a futex knows neither.
//
//   far away ─▶ setTimeout until a little before ─▶ within SOON_MS ─▶ the alarm's thread      and a setTimeout, should it be late
//                                                ─▶ within NEAR_MS ─▶ turns of the event loop

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { clockMs } from './clock.js';

/** What the two threads share: `times` holds when to wake next (µs), `changes` counts how often that was changed. */
export interface AlarmTimes {
  readonly changes: Int32Array;
  readonly times: BigInt64Array;
}
export const CHANGES = 0;
export const DUE_US = 0;

/** What is so near is the alarm thread's; what is further away is looked at again by then. */
const SOON_MS = 3;

/** What is nearer is due before the thread could wake us: the loop is turned until then, and serves whoever else it finds. */
const NEAR_MS = 0.05;

/** The longest that a timer of Node's can wait; then the time is looked at again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts the thread, if nobody has: that takes some milliseconds, which the first delay would be late. */
export function prepareAlarm(): void {
  thread ??= startThread();
}

/** Calls `ring` at `atMs`, never before. Returns the undo. */
export function wakeAt(atMs: number, ring: () => void): () => void {
  const call: Call = { atMs, ring, stopLooking: () => undefined };
  look(call);
  return () => {
    call.stopLooking();
    calls.delete(call);
  };
}

interface Call {
  readonly atMs: number;
  readonly ring: () => void;
  stopLooking: () => void;
}

const calls = new Set<Call>();
let thread: AlarmTimes | undefined;
let setForMs = Infinity;

function look(call: Call): void {
  const leftMs = call.atMs - clockMs();
  if (leftMs < NEAR_MS) {
    const turn = setImmediate(() => lookAgain(call));
    call.stopLooking = () => clearImmediate(turn);
    return;
  }
  // Late by a thousandth, it still wakes before the time.
  const farMs = Math.floor(Math.min(LONGEST_TIMER_MS, leftMs - Math.max(SOON_MS - 1, leftMs / 256)));
  const isFar = farMs >= 1;
  const timer = setTimeout(() => lookAgain(call), isFar ? farMs : Math.max(1, Math.ceil(leftMs)));
  call.stopLooking = () => clearTimeout(timer);
  if (isFar) return;
  calls.add(call);
  if (call.atMs < setForMs) setAlarm(call.atMs);
}

/** Node's timers may be early by up to a millisecond: they count in a cached clock. */
function lookAgain(call: Call): void {
  if (call.atMs > clockMs()) look(call);
  else {
    calls.add(call);
    ringDue();
  }
}

function ringDue(): void {
  const nowMs = clockMs();
  // What rings may set or withdraw others.
  for (const call of calls) {
    if (call.atMs > nowMs) continue;
    calls.delete(call);
    call.stopLooking();
    call.ring();
  }
  let nextMs = Infinity;
  for (const { atMs } of calls) nextMs = Math.min(nextMs, atMs);
  if (nextMs < Infinity) setAlarm(nextMs);
  else setForMs = Infinity;
}

function setAlarm(atMs: number): void {
  setForMs = atMs;
  thread ??= startThread();
  Atomics.store(thread.times, DUE_US, BigInt(Math.ceil(atMs * 1000)));
  Atomics.add(thread.changes, CHANGES, 1);
  Atomics.notify(thread.changes, CHANGES);
}

function startThread(): AlarmTimes {
  const times = {
    changes: new Int32Array(new SharedArrayBuffer(4)),
    times: new BigInt64Array(new SharedArrayBuffer(8)),
  };
  const worker = new Worker(join(__dirname, 'alarm-thread.js'), { workerData: times, name: 'alarm' });
  worker.on('message', ringDue);
  // It never ends by itself; nobody is kept alive by it.
  worker.unref();
  return times;
}
