import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventData } from '../record/event.js';
import { Recorder } from '../record/recorder.js';
import { WireWatch } from './wire-watch.js';

const ONE = { link: 'wire', connection: 1 };
const NOTHING = { receivedBytes: 0, sentBytes: 0, receivedSha256: '', sentSha256: '' };
const never = new AbortController().signal;

function watched() {
  const recorder = new Recorder();
  const wire = new WireWatch();
  const unfollow = wire.follow(recorder);
  const open = (): void => {
    const data = { ...ONE, client: { host: '127.0.0.1', port: 1 } };
    recorder.emit({ observer: 'tap', kind: 'connection.opened', data });
  };
  const close = (): void => {
    const data: EventData['connection.closed'] = { ...ONE, upstream: NOTHING, downstream: NOTHING };
    recorder.emit({ observer: 'tap', kind: 'connection.closed', data });
  };
  return { wire, open, close, unfollow };
}

/** Resolves with whether it was finished before the loop had turned. */
async function finishesAtOnce(finished: Promise<void>): Promise<boolean> {
  return await Promise.race([
    finished.then(() => true),
    new Promise<false>((resolve) => setImmediate(() => resolve(false))),
  ]);
}

describe('a wire', () => {
  test('on which nothing is open is finished', async () => {
    const { wire, open, close } = watched();
    assert.equal(await finishesAtOnce(wire.finishes(() => true, never)), true);
    open();
    close();
    assert.equal(await finishesAtOnce(wire.finishes(() => true, never)), true);
  });

  test('is finished when its last connection is closed', async () => {
    const { wire, open, close } = watched();
    open();
    let isClosed = false;
    setTimeout(() => {
      isClosed = true;
      close();
    }, 10);
    await wire.finishes(() => true, never);
    // 10 ms are within the 60 for which a wire may be silent; on a machine that stands still both are over, in this order.
    assert.equal(isClosed, true);
  });

  test('that is held by a fault is not waited for longer than nothing moves', async () => {
    const { wire, open } = watched();
    open();
    const beganAtMs = performance.now();
    await wire.finishes(() => true, never);
    assert.ok(performance.now() - beganAtMs >= 60);
  });

  test('whose clients live on is not waited for', async () => {
    const { wire, open } = watched();
    open();
    assert.equal(await finishesAtOnce(wire.finishes(() => false, never)), true);
  });

  test('is not waited for when the run must end', async () => {
    const { wire, open } = watched();
    open();
    assert.equal(await finishesAtOnce(wire.finishes(() => true, AbortSignal.abort())), true);
  });

  test('is followed no more when the run is over', async () => {
    const { wire, open, unfollow } = watched();
    unfollow();
    open();
    assert.equal(await finishesAtOnce(wire.finishes(() => true, never)), true);
  });
});
