// The toxics that delay, on the wire, seen by Python programs at both ends. Lower bounds are strict; upper ones leave room for a machine
// whose cores are busy. Where the real Toxiproxy differs the test says what each does.

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

describeBoth('latency', (bench) => {
  test('delays every byte of its stream, and none of the other', async () => {
    const pair = await bench.pair(
      ['recv:4', 'send:4', 'pause'],
      ['send:4', 'recv:4'],
      toxic('latency', { latency: 800 }),
    );
    const [asked, got, answered] = [
      await pair.client.done('send:4'),
      await pair.server.done('recv:4'),
      await pair.client.done('recv:4'),
    ];
    assert.ok(between(asked, got) < 800, 'upstream is not delayed');
    assertTook(between(await pair.server.done('send:4'), answered), 800 - 1);
    await pair.finished();
  });

  test('two of them add up', async () => {
    const pair = await bench.pair(['send:4', 'pause'], ['recv:4'], toxic('latency', { latency: 100 }), {
      ...toxic('latency', { latency: 150 }),
      name: 'second',
    });
    assertTook(between(await pair.server.done('send:4'), await pair.client.done('recv:4')), 250 - 1);
    await pair.finished();
  });

  test('does not delay an end that has no data before it', async () => {
    const pair = await bench.pair(['close'], ['drain'], toxic('latency', { latency: 1000 }));
    assert.ok((await pair.client.done('drain')).ms < 900);
    await pair.finished();
  });

  test('added to a live connection it takes effect at once', async () => {
    const pair = await bench.pair(['recv:1', 'send:4', 'pause'], ['pause', 'send:1', 'recv:4']);
    await bench.add(pair.proxy, toxic('latency', { latency: 200 }));
    pair.client.go();
    assertTook((await pair.client.done('recv:4')).ms, 200 - 5);
    await pair.finished();
  });

  test('held bytes leave at once on removal; an update times them anew from their arrival, where the real one lets the first go', async () => {
    const pair = await bench.pair(
      ['send:4', 'pause', 'send:5', 'pause'],
      ['recv:4', 'recv:5'],
      toxic('latency', { latency: 60_000 }),
    );
    await pair.server.done('send:4');
    const path = `/proxies/${pair.proxy}/toxics/latency_downstream`;
    await bench.call('POST', path, { attributes: { latency: 200 } });
    assertTook(
      between(await pair.server.done('send:4'), await pair.client.done('recv:4')),
      bench.who === 'ours' ? 200 - 1 : 0,
    );
    await bench.call('POST', path, { attributes: { latency: 60_000 } });
    pair.server.go();
    await pair.server.done('send:5');
    await bench.call('DELETE', path);
    assert.ok(between(await pair.server.done('send:5'), await pair.client.done('recv:5')) < 10_000);
    await pair.finished();
  });
});

describeBoth('bandwidth', (bench) => {
  test('lets a piece pass every 100 ms, and charges before it sends', async () => {
    const pair = await bench.pair(['send:5000', 'pause'], ['recv:5000'], toxic('bandwidth', { rate: 10 }));
    const sent = await pair.server.done('send:5000');
    const { sizes = [], timesUs = [] } = await pair.client.done('recv:5000');
    // 10 KB/s are 1000 bytes in 100 ms: the n-th thousand comes no sooner than n × 100 ms.
    let total = 0;
    for (const [index, size] of sizes.entries()) {
      total += size;
      const ms = ((timesUs[index] ?? 0) - sent.atUs) / 1000 + sent.ms;
      assert.ok(ms >= total / 10 - 2, `${total} bytes after ${ms} ms`);
    }
    assertTook(((timesUs.at(-1) ?? 0) - sent.atUs) / 1000 + sent.ms, 500 - 2);
    await pair.finished();
  });

  test('takes N / rate for N bytes', async () => {
    const pair = await bench.pair(['send:500000', 'close'], ['drain'], toxic('bandwidth', { rate: 1000 }));
    const { bytes, ending, timesUs = [] } = await pair.client.done('drain');
    assert.deepEqual([bytes, ending], [500_000, 'fin']);
    // 500 KB at 1000 KB/s; the sender's clock starts when its first byte may have left.
    const { atUs, ms } = await pair.server.done('send:500000');
    assertTook(((timesUs.at(-1) ?? 0) - atUs) / 1000 + ms, 500 - 2);
    await pair.finished();
  });

  test('at rate 0 nothing arrives, and nothing is lost when it is removed', async () => {
    const pair = await bench.pair(['send:100000', 'close'], ['drain'], toxic('bandwidth', { rate: 0 }));
    await pair.server.done('send:100000');
    await bench.call('GET', '/proxies');
    await bench.call('DELETE', `/proxies/${pair.proxy}/toxics/bandwidth_downstream`);
    const { bytes, ending } = await pair.client.done('drain');
    assert.deepEqual([bytes, ending], [100_000, 'fin']);
    await pair.finished();
  });
});
