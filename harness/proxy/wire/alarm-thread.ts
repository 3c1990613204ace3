// Sleeps until the time that the proxy's thread has set, then wakes it: Atomics.wait is as fine as the kernel's own timers.

import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../vocabulary/invariant.js';
import { monotonicUs } from '../../vocabulary/time.js';
import { CHANGES, DUE_US, type AlarmTimes } from './alarm.js';

invariant(parentPort !== null, 'alarm-thread.ts runs only as a worker thread');
const port = parentPort;
// workerData is what the proxy's thread gave.
const { changes, times } = workerData as AlarmTimes;

let rungUs = 0n;
for (;;) {
  const seen = Atomics.load(changes, CHANGES);
  const dueUs = Atomics.load(times, DUE_US);
  const leftMs = dueUs === rungUs ? Infinity : (Number(dueUs) - monotonicUs()) / 1000;
  if (leftMs > 0) Atomics.wait(changes, CHANGES, seen, leftMs);
  else {
    rungUs = dueUs;
    port.postMessage(undefined);
  }
}
