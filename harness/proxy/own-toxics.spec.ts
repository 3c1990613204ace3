// The toxics that Toxiproxy lacks, on the wire: cut, hang and corrupt. Both peers are Python programs with plain sockets.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { NO_PYTHON, payloadOf, pythonClient, pythonServer, type PythonPeer } from './testing/python-peer.js';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';

let bed: Testbed;
let made = 0;
before(async () => void (bed = await openTestbed()));
after(() => bed.toxiproxy.stop());

interface Pair {
  readonly name: string;
  readonly client: PythonPeer;
  readonly server: PythonPeer;
  finished(): Promise<void>;
}

async function pairOf(
  serverSteps: readonly string[],
  clientSteps: readonly string[],
  toxics: readonly object[],
): Promise<Pair> {
  made += 1;
  const name = `p${made}`;
  const server = await pythonServer(...serverSteps);
  const port = await bed.proxy(name, server.port, { toxics });
  const client = await pythonClient(port, ...clientSteps);
  const finished = async (): Promise<void> => void (await Promise.all([client.finished(), server.finished()]));
  return { name, server, client, finished };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const cut = (attributes: object, stream = 'downstream') => ({ type: 'cut', stream, attributes });
const LATENCY = { type: 'latency', name: 'behind', attributes: { latency: 100 } };

describe('cut', { skip: NO_PYTHON, concurrency: 4 }, () => {
  for (const [word, ending] of [
    ['fin', 'fin'],
    ['rst', 'ECONNRESET'],
  ] as const) {
    for (const atBytes of [1, 1500, 300_000]) {
      for (const [where, more] of [
        ['', []],
        [' behind which there is a latency', [LATENCY]],
      ] as const) {
        test(`with ${word} at byte ${atBytes}${where}: exactly so many arrive, and then both see it`, async () => {
          const toxics = [cut({ at: atBytes, with: word }), ...more];
          const pair = await pairOf(['send:500000', 'drain'], ['drain'], toxics);
          const seen = await pair.client.done('drain');
          assert.deepEqual([seen.bytes, seen.ending], [atBytes, ending]);
          assert.equal(seen.sha256, sha256(payloadOf(atBytes)));
          const server = await pair.server.done('drain');
          assert.equal(server.ending, ending);
          await pair.finished();
        });
      }
    }

    test(`with ${word} in the upstream stream`, async () => {
      const toxics = [cut({ at: 10, with: word }, 'upstream')];
      const pair = await pairOf(['drain'], ['send:30', 'drain'], toxics);
      const seen = await pair.server.done('drain');
      assert.deepEqual([seen.bytes, seen.ending], [10, ending]);
      assert.equal((await pair.client.done('drain')).ending, ending);
      await pair.finished();
    });

    test(`with ${word} after 300 ms, though nothing passes`, async () => {
      const pair = await pairOf(['drain'], ['drain'], [cut({ after: 300, with: word })]);
      const seen = await pair.client.done('drain');
      // The server's clock and the client's begin a little after the connection was accepted.
      assert.ok(seen.ending === ending && seen.ms > 200 && seen.ms < 2000, JSON.stringify(seen));
      assert.equal((await pair.server.done('drain')).ending, ending);
      await pair.finished();
    });

    test(`with ${word} at once on a live connection that is idle`, async () => {
      const pair = await pairOf(['recv:1', 'drain'], ['send:1', 'drain'], []);
      await pair.server.done('recv:1');
      await bed.toxic(pair.name, cut({ with: word }));
      assert.equal((await pair.client.done('drain')).ending, ending);
      assert.equal((await pair.server.done('drain')).ending, ending);
      await pair.finished();
    });
  }

  test('with silence: no peer is told, nothing passes in either direction, and both may end', async () => {
    const toxics = [cut({ at: 4, with: 'silence' })];
    const serverSteps = ['recv:3', 'send:9', 'listen:400', 'close'];
    const pair = await pairOf(serverSteps, ['send:3', 'recv:4', 'send:5', 'listen:300', 'send:6', 'close'], toxics);
    assert.equal((await pair.client.done('recv:4')).bytes, 4);
    const [client, server] = [await pair.client.done('listen:300'), await pair.server.done('listen:400')];
    assert.deepEqual([client.bytes, client.ending], [0, null]);
    assert.deepEqual([server.bytes, server.ending], [0, null]);
    await pair.finished();
    const closed = await untilClosed(pair.name);
    assert.ok(closed, 'the proxy keeps nothing of a connection that both peers have given up');
  });

  test('with silence is for good: removing the toxic lets nothing pass', async () => {
    const pair = await pairOf(
      ['recv:1', 'send:9', 'pause', 'send:8', 'drain'],
      ['send:1', 'recv:4', 'listen:500'],
      [cut({ at: 4, with: 'silence' })],
    );
    await pair.client.done('recv:4');
    await bed.call('DELETE', `/proxies/${pair.name}/toxics/cut_downstream`);
    pair.server.go();
    assert.deepEqual(pick(await pair.client.done('listen:500')), { bytes: 0, ending: null });
    await bed.call('DELETE', `/proxies/${pair.name}`);
    await pair.finished();
  });
});

describe('hang', { skip: NO_PYTHON, concurrency: 4 }, () => {
  test('at byte N: exactly so many arrive; the rest, and the end, when it is removed', async () => {
    const hang = { type: 'hang', attributes: { at: 1500 } };
    const pair = await pairOf(['send:200000', 'close'], ['listen:300', 'drain'], [hang]);
    assert.deepEqual(pick(await pair.client.done('listen:300')), { bytes: 1500, ending: null });
    await bed.call('DELETE', `/proxies/${pair.name}/toxics/hang_downstream`);
    const rest = await pair.client.done('drain');
    assert.deepEqual(pick(rest), { bytes: 198_500, ending: 'fin' });
    assert.equal(rest.sha256, sha256(payloadOf(200_000).subarray(1500)));
    await pair.finished();
  });

  test('after T ms: what came before has passed', async () => {
    const hang = { type: 'hang', attributes: { after: 400 } };
    const pair = await pairOf(['send:10', 'sleep:600', 'send:11', 'close'], ['recv:10', 'listen:900', 'drain'], [hang]);
    assert.equal((await pair.client.done('recv:10')).bytes, 10);
    assert.deepEqual(pick(await pair.client.done('listen:900')), { bytes: 0, ending: null });
    await bed.call('DELETE', `/proxies/${pair.name}/toxics/hang_downstream`);
    assert.deepEqual(pick(await pair.client.done('drain')), { bytes: 11, ending: 'fin' });
    await pair.finished();
  });

  test('holds a reset too, and hands it on behind the bytes', async () => {
    const hang = { type: 'hang', attributes: {} };
    const pair = await pairOf(['recv:1', 'send:10', 'reset'], ['send:1', 'listen:300', 'drain'], [hang]);
    assert.deepEqual(pick(await pair.client.done('listen:300')), { bytes: 0, ending: null });
    await bed.call('DELETE', `/proxies/${pair.name}/toxics/hang_downstream`);
    assert.deepEqual(pick(await pair.client.done('drain')), { bytes: 10, ending: 'ECONNRESET' });
    await pair.finished();
  });

  test('the other direction passes', async () => {
    const pair = await pairOf(['drain'], ['send:1000', 'shut', 'drain'], [{ type: 'hang', attributes: {} }]);
    assert.deepEqual(pick(await pair.server.done('drain')), { bytes: 1000, ending: 'fin' });
    await bed.call('DELETE', `/proxies/${pair.name}`);
    await pair.finished();
  });
});

describe('corrupt', { skip: NO_PYTHON, concurrency: 4 }, () => {
  for (const atByte of [0, 1, 999, 70_000]) {
    test(`changes byte ${atByte} and no other`, async () => {
      const toxics = [
        { type: 'slicer', name: 'small', attributes: { average_size: 500 } },
        { type: 'corrupt', attributes: { at: atByte } },
      ];
      const pair = await pairOf(['send:100000', 'close'], ['drain'], toxics);
      const expected = payloadOf(100_000);
      expected[atByte] = (expected[atByte] ?? 0) ^ 0xff;
      const seen = await pair.client.done('drain');
      assert.deepEqual([seen.bytes, seen.sha256], [100_000, sha256(expected)]);
      await pair.finished();
    });
  }
});

const pick = ({ bytes, ending }: { bytes?: number; ending?: string | null }) => ({ bytes, ending });

async function untilClosed(proxy: string): Promise<boolean> {
  const deadline = Date.now() + 5000;
  while (Date.now() < deadline) {
    if ((await bed.eventsOf(proxy)).some(({ kind }) => kind === 'connection.closed')) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
