import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { describe, test } from 'node:test';
import { grantedMs, startFairDeadline, type FairDeadline } from './fair-deadline.js';

const never = (): AbortSignal => new AbortController().signal;

async function over(deadline: FairDeadline): Promise<void> {
  if (!deadline.signal.aborted) await once(deadline.signal, 'abort');
}

describe('the time that a wait is granted', () => {
  const rows: readonly { readonly boundMs: number; readonly delayMs: number; readonly ms: number }[] = [
    // Nothing was taken: the bound, and 10 ms for what was not measured.
    { boundMs: 500, delayMs: 0, ms: 510 },
    // 200 ms were taken: they, and a tenth of them, come on top.
    { boundMs: 500, delayMs: 200, ms: 730 },
    // At most three times the bound…
    { boundMs: 1_000, delayMs: 60_000, ms: 3_000 },
    // …or a second more, where that is more.
    { boundMs: 50, delayMs: 60_000, ms: 1_050 },
    { boundMs: 500, delayMs: 60_000, ms: 1_500 },
  ];
  for (const { boundMs, delayMs, ms } of rows) {
    test(`is ${ms} ms of a bound of ${boundMs} ms where the machine took ${delayMs} ms`, () => {
      // A tenth of a number is not exact in binary.
      assert.ok(Math.abs(grantedMs(boundMs, delayMs) - ms) < 1e-6);
    });
  }
});

describe('a fair deadline', () => {
  test('on a quiet machine is over some 10 ms after its bound, by its own time', async () => {
    const beganAtMs = performance.now();
    const deadline = startFairDeadline(30, never(), () => 0);
    assert.equal(deadline.lateMs(), 0);
    await over(deadline);
    assert.equal(deadline.isOver(), true);
    // 30 ms and 10 ms; the clock of timers may be a millisecond behind.
    assert.ok(performance.now() - beganAtMs >= 39);
    assert.ok(deadline.lateMs() >= 9, String(deadline.lateMs()));
  });

  test('goes on for what the machine took, and asks again when that time is over', async () => {
    const beganAtMs = performance.now();
    const taken = [50, 100, 100];
    const deadline = startFairDeadline(40, never(), () => taken.shift() ?? 100);
    await over(deadline);
    // 40 ms, at first 50 and a tenth, then 100 and a tenth, and 10 ms: 160 ms; a millisecond for the clock of timers.
    assert.ok(performance.now() - beganAtMs >= 159);
    assert.equal(taken.length, 0);
  });

  test('knows how late it was, however long ago it ended', async () => {
    const deadline = startFairDeadline(1, never(), () => 0);
    await over(deadline);
    const lateMs = deadline.lateMs();
    await once(startFairDeadline(5, never(), () => 0).signal, 'abort');
    assert.equal(deadline.lateMs(), lateMs);
  });

  test('ends at once with its parent, also beyond its bound, and that was not its time', async () => {
    for (const boundMs of [60_000, 1]) {
      const parent = new AbortController();
      let asked = 0;
      const deadline = startFairDeadline(boundMs, parent.signal, () => {
        asked += 1;
        // Beyond the bound: the machine took a minute.
        setImmediate(() => parent.abort());
        return 60_000;
      });
      if (boundMs === 60_000) parent.abort();
      await over(deadline);
      assert.equal(deadline.isOver(), false);
      assert.equal(asked, boundMs === 1 ? 1 : 0);
    }
  });

  test('is aborted from the beginning if its parent is', () => {
    const deadline = startFairDeadline(60_000, AbortSignal.abort(), () => 0);
    assert.deepEqual([deadline.signal.aborted, deadline.isOver()], [true, false]);
    deadline.release();
  });

  test('leaves nothing on its parent, whether its time is over or it is released', async () => {
    const parent = never();
    await over(startFairDeadline(1, parent, () => 0));
    const released = startFairDeadline(60_000, parent, () => 0);
    released.release();
    assert.equal(getEventListeners(parent, 'abort').length, 0);
  });
});
