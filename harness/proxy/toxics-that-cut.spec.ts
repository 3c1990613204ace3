// The toxics that end, drop or cut, on the wire; see toxics-that-delay.spec.ts for how times are bounded.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeBoth } from './testing/both-servers.js';
import type { PeerStep } from './testing/python-peer.js';

/** What a busy machine may add to a delay, ms. */
const SLACK_MS = 2000;

const toxic = (type: string, attributes: object, stream = 'downstream'): object => ({ type, stream, attributes });

function assertTook(ms: number, atLeast: number): void {
  assert.ok(ms >= atLeast && ms < atLeast + SLACK_MS, `took ${ms} ms, expected ${atLeast} to ${atLeast + SLACK_MS} ms`);
}

/** From the beginning of a step, as a sender that is kept from its CPU tells of its end late, to the end of another, ms. */
const between = (from: PeerStep, to: PeerStep): number => (to.atUs - from.atUs) / 1000 + from.ms;

describeBoth('slow_close', (bench) => {
  test('lets data pass and delays the end', async () => {
    const pair = await bench.pair(['send:4', 'close'], ['recv:4', 'drain'], toxic('slow_close', { delay: 800 }));
    const closed = await pair.server.done('close');
    assert.ok(between(closed, await pair.client.done('recv:4')) < 800);
    const end = await pair.client.done('drain');
    assert.equal(end.ending, 'fin');
    assertTook(between(closed, end), 800 - 1);
    await pair.finished();
  });
});

describeBoth('timeout', (bench) => {
  test('drops data and ends the connection after the silence', async () => {
    const pair = await bench.pair(['send:4', 'drain'], ['drain'], toxic('timeout', { timeout: 300 }));
    const seen = await pair.client.done('drain');
    assert.deepEqual([seen.bytes, seen.ending], [0, 'fin']);
    assertTook(between(await pair.server.done('send:4'), seen), 300 - 5);
    assert.equal((await pair.server.done('drain')).ending, 'fin');
    await pair.finished();
  });

  test('data restart its clock', async () => {
    const steps = ['send:1', 'sleep:150', 'send:2', 'sleep:151', 'send:3', 'drain'];
    const pair = await bench.pair(steps, ['drain'], toxic('timeout', { timeout: 300 }));
    assertTook(between(await pair.server.done('send:3'), await pair.client.done('drain')), 300 - 5);
    await pair.finished();
  });

  test('drops data, but not the end of the stream', async () => {
    const pair = await bench.pair(['drain'], ['send:4', 'shut', 'drain'], toxic('timeout', { timeout: 0 }, 'upstream'));
    const seen = await pair.server.done('drain');
    assert.deepEqual([seen.bytes, seen.ending], [0, 'fin']);
    await pair.finished();
  });

  test('its removal ends the connection, also when it does not apply any more', async () => {
    const pair = await bench.pair(['recv:1', 'send:4', 'drain'], ['send:1', 'drain'], toxic('timeout', { timeout: 0 }));
    await pair.server.done('send:4');
    const path = `/proxies/${pair.proxy}/toxics/timeout_downstream`;
    await bench.call('POST', path, { toxicity: 0 });
    await bench.call('DELETE', path);
    assert.equal((await pair.client.done('drain')).ending, 'fin');
    await pair.finished();
  });

  test('its removal ends the connection', async () => {
    // The byte that has passed the other way shows that the proxy has begun to forward.
    const pair = await bench.pair(['recv:1', 'send:4', 'drain'], ['send:1', 'drain'], toxic('timeout', { timeout: 0 }));
    await pair.server.done('send:4');
    await bench.call('DELETE', `/proxies/${pair.proxy}/toxics/timeout_downstream`);
    assert.deepEqual(
      [(await pair.client.done('drain')).ending, (await pair.server.done('drain')).ending],
      ['fin', 'fin'],
    );
    await pair.finished();
  });
});

describeBoth('reset_peer', (bench) => {
  test('resets both peers, its timeout after the first byte', async () => {
    const pair = await bench.pair(
      ['recv:1', 'send:4', 'drain'],
      ['send:1', 'drain'],
      toxic('reset_peer', { timeout: 200 }),
    );
    const seen = await pair.client.done('drain');
    assert.deepEqual([seen.bytes, seen.ending], [0, 'ECONNRESET']);
    assertTook(between(await pair.server.done('send:4'), seen), 200 - 5);
    assert.equal((await pair.server.done('drain')).ending, 'ECONNRESET');
    await pair.finished();
  });

  test('a new connection on which nothing passes is left alone', async () => {
    const pair = await bench.pair(
      ['recv:1', 'close'],
      ['sleep:300', 'send:1', 'drain'],
      toxic('reset_peer', { timeout: 0 }),
    );
    const got = await pair.server.done('recv:1');
    assert.deepEqual([got.bytes, got.ending], [1, null]);
    await pair.finished();
  });

  test('a live idle connection is reset by ours; the real one waits for a byte and then ends it with a FIN', async () => {
    const pair = await bench.pair(['recv:2', 'pause', 'send:1', 'drain'], ['send:2', 'drain']);
    await pair.server.done('recv:2');
    await bench.add(pair.proxy, toxic('reset_peer', { timeout: 0 }));
    if (bench.who !== 'ours') pair.server.go();
    assert.equal((await pair.client.done('drain')).ending, bench.who === 'ours' ? 'ECONNRESET' : 'fin');
    await pair.finished();
  });
});

describeBoth('slicer', (bench) => {
  test('cuts 1000 bytes at average_size 100 into sixteen pieces that arrive apart', async () => {
    const pair = await bench.pair(
      ['send:1000', 'close'],
      ['drain'],
      toxic('slicer', { average_size: 100, delay: 20_000 }),
    );
    const { sizes = [], timesUs = [], bytes } = await pair.client.done('drain');
    assert.equal(bytes, 1000);
    // A busy machine may read two or three of the pieces at once.
    const pieces = sizes.map((size) => Math.round(size / 62.5));
    assert.equal(
      pieces.reduce((sum, count) => sum + count, 0),
      16,
    );
    assert.ok(pieces.every((count) => count <= 3));
    assert.ok(sizes.every((size, index) => Math.abs(size - 62.5 * (pieces[index] ?? 0)) < 3));
    // Fifteen gaps of 20 ms.
    assertTook(((timesUs.at(-1) ?? 0) - (timesUs[0] ?? 0)) / 1000, 300 - 25);
    await pair.finished();
  });
});

describeBoth('limit_data', (bench) => {
  for (const [sent, limit] of [
    [250, 100],
    [100, 100],
    [5000, 0],
  ] as const) {
    test(`lets ${limit} of ${sent} bytes pass, then ends the connection for both`, async () => {
      const pair = await bench.pair([`send:${sent}`, 'drain'], ['drain'], toxic('limit_data', { bytes: limit }));
      const seen = await pair.client.done('drain');
      assert.deepEqual([seen.bytes, seen.ending], [limit, 'fin']);
      assert.equal((await pair.server.done('drain')).ending, 'fin');
      await pair.finished();
    });
  }

  test('what a toxic behind it holds still arrives before the end', async () => {
    const pair = await bench.pair(['send:250', 'drain'], ['drain'], toxic('limit_data', { bytes: 100 }), {
      ...toxic('latency', { latency: 200 }),
      name: 'behind',
    });
    const seen = await pair.client.done('drain');
    assert.deepEqual([seen.bytes, seen.ending], [100, 'fin']);
    await pair.finished();
  });

  test('a slow reader that goes on sending gets every byte of the limit here; the real one’s close resets it', async () => {
    const limit = toxic('limit_data', { bytes: 3_000_000 });
    // 46 sips take most of a second; whatever the proxy keeps for it must outlast what it sends meanwhile.
    const pair = await bench.pair(['recv:1', 'send:4000000', 'drain'], ['flood', 'sip:20'], limit);
    const { bytes = 0 } = await pair.client.done('sip:20');
    if (bench.who === 'real') assert.ok(bytes <= 3_000_000);
    else assert.equal(bytes, 3_000_000);
    await pair.finished();
  });

  test('lets everything pass below its limit', async () => {
    const pair = await bench.pair(['send:99', 'close'], ['drain'], toxic('limit_data', { bytes: 100 }));
    assert.equal((await pair.client.done('drain')).bytes, 99);
    await pair.finished();
  });
});

describeBoth('toxicity', (bench) => {
  test('0 applies a toxic to no connection', async () => {
    const pair = await bench.pair(['send:4', 'close'], ['drain'], {
      ...toxic('latency', { latency: 60_000 }),
      toxicity: 0,
    });
    assert.equal((await pair.client.done('drain')).bytes, 4);
    await pair.finished();
  });

  test('removing a timeout of toxicity 0 leaves connections alone here; the real one ends them', async () => {
    const pair = await bench.pair(['recv:1', 'pause', 'send:4', 'close'], ['send:1', 'drain'], {
      ...toxic('timeout', { timeout: 0 }),
      toxicity: 0,
    });
    await pair.server.done('recv:1');
    await bench.call('DELETE', `/proxies/${pair.proxy}/toxics/timeout_downstream`);
    if (bench.who === 'ours') pair.server.go();
    assert.equal((await pair.client.done('drain')).bytes, bench.who === 'ours' ? 4 : 0);
    await pair.finished();
  });
});
