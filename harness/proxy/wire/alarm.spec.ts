import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { wakeAt } from './alarm.js';
import { clockMs } from './clock.js';

const rungAt = (atMs: number): Promise<number> => new Promise((resolve) => wakeAt(atMs, () => resolve(clockMs())));

describe('the alarm', () => {
  for (const delayMs of [0.005, 0.04, 0.3, 1, 2.5, 7.25, 40, 600.5]) {
    test(`never rings before ${delayMs} ms have passed, and not long after`, async () => {
      const atMs = clockMs() + delayMs;
      const lateMs = (await rungAt(atMs)) - atMs;
      // A thousandth of the delay is the kernel's right, a millisecond that of the fallback; the rest is for a busy machine.
      assert.ok(lateMs >= 0 && lateMs < 5000, `late by ${lateMs} ms`);
    });
  }

  test('rings for each of many, however they were set', async () => {
    const nowMs = clockMs();
    const rung: number[] = [];
    const delays = [30, 2, 11, 1.5, 7, 0, 20];
    await Promise.all(delays.map((delayMs) => rungAt(nowMs + delayMs).then(() => rung.push(delayMs))));
    assert.deepEqual(
      rung.toSorted((a, b) => a - b),
      delays.toSorted((a, b) => a - b),
    );
  });

  test('what was withdrawn does not ring, also if it was due first', async () => {
    const nowMs = clockMs();
    let rung = false;
    // One of each kind: near, for the thread, and far.
    const withdrawals = [0.04, 2, 8].map((delayMs) => wakeAt(nowMs + delayMs, () => (rung = true)));
    for (const withdraw of withdrawals) withdraw();
    await rungAt(nowMs + 10);
    assert.equal(rung, false);
  });

  test('one that rings may set the next', async () => {
    const startedMs = clockMs();
    for (let n = 1; n <= 20; n += 1) await rungAt(startedMs + n / 2);
    assert.ok(clockMs() - startedMs >= 10);
  });
});
