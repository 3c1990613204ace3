import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { describe, test } from 'node:test';
import { eventually } from '../testing/eventually.js';
import { firstOf, pause, settlesWithin, startDeadline } from './deadline.js';

/** Returns when that process is a zombie: it has ended, and we, its parent, have not looked yet. */
const WAIT_FOR_END = `
  const { readFileSync } = require('node:fs');
  const stat = () => readFileSync('/proc/' + process.argv[1] + '/stat', 'utf8');
  while (stat().split(') ')[1][0] !== 'Z') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
`;

const never = (): AbortSignal => new AbortController().signal;
const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('startDeadline', () => {
  test('aborts after its time, and says that it was the time', async () => {
    const { signal, isOver } = startDeadline(5, never());
    await eventually('the deadline is over', () => signal.aborted);
    assert.equal(isOver(), true);
  });

  test('aborts with its parent, which is not its time', () => {
    const parent = new AbortController();
    const { signal, isOver, release } = startDeadline(60_000, parent.signal);
    parent.abort();
    assert.deepEqual([signal.aborted, isOver()], [true, false]);
    release();
  });

  test('is aborted from the beginning if its parent is', () => {
    const { signal, release } = startDeadline(60_000, AbortSignal.abort());
    assert.equal(signal.aborted, true);
    release();
  });

  test('looks first at what came in time while our own loop was busy', async () => {
    const child = spawn(process.execPath, ['-e', ''], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child, 'spawn');
    const { signal, release } = startDeadline(20, never());
    const first = Promise.race([once(child, 'close').then(() => 'close'), once(signal, 'abort').then(() => 'abort')]);
    child.stdout.resume();
    // Node starts and ends within 10 s even on a loaded machine; the deadline is over long before we look again.
    execFileSync(process.execPath, ['-e', WAIT_FOR_END, String(child.pid)], { timeout: 20_000 });
    assert.equal(await first, 'close');
    release();
  });

  test('leaves no listener on its parent when it is released', () => {
    const parent = never();
    const deadlines = Array.from({ length: 3 }, () => startDeadline(60_000, parent));
    assert.equal(listeners(parent), 3);
    for (const { release } of deadlines) release();
    assert.equal(listeners(parent), 0);
  });
});

describe('a time that no timer of Node can count', () => {
  // 36000min, as a scenario may say it.
  const long = 36_000 * 60_000;

  test('is not over at once, neither as a bound nor as a pause', async (t) => {
    const [deadline, stop] = [startDeadline(long, never()), new AbortController()];
    t.after(() => stop.abort());
    t.after(deadline.release);
    let isOver = false;
    void pause(long, stop.signal).then(() => (isOver = true));
    // An overflow makes it one millisecond.
    await pause(10, never());
    assert.deepEqual([deadline.signal.aborted, isOver], [false, false]);
  });
});

describe('firstOf', () => {
  test('aborts with either, and leaves no listener behind', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const { signal, release } = firstOf(one.signal, other.signal);
    other.abort();
    assert.equal(signal.aborted, true);
    release();
    assert.equal(listeners(one.signal), 0);
  });
});

describe('pause', () => {
  test('never ends early, however small the part of a millisecond', async () => {
    for (const ms of [0.3, 1.7, 4.99]) {
      const beganAtMs = performance.now();
      await pause(ms, never());
      assert.ok(performance.now() - beganAtMs >= ms);
    }
  });

  test('ends with the signal, and leaves no listener behind', async () => {
    const controller = new AbortController();
    const paused = pause(60_000, controller.signal);
    controller.abort();
    await paused;
    assert.equal(listeners(controller.signal), 0);
  });
});

describe('settlesWithin', () => {
  test('tells whether it did', async () => {
    assert.equal(await settlesWithin(Promise.resolve(), 60_000), true);
    assert.equal(await settlesWithin(new Promise(() => undefined), 5), false);
  });

  test('passes a rejection on', async () => {
    await assert.rejects(settlesWithin(Promise.reject(new Error('no')), 60_000), /^Error: no$/);
  });
});
