// What the ends of a connection look like from outside: a FIN is a half-close and an RST is an RST, in both directions, also
// behind data and behind toxics. Both peers are Python programs with plain sockets.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ProxyEvent, ProxyEventKind } from './proxy-event.js';
import { NO_PYTHON, pythonClient, pythonServer, type PythonPeer } from './testing/python-peer.js';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';

let bed: Testbed;
let made = 0;
before(async () => void (bed = await openTestbed()));
after(() => bed.toxiproxy.stop());

interface Pair {
  readonly name: string;
  readonly client: PythonPeer;
  readonly server: PythonPeer;
}

/** A server and a client with a proxy between them, with these toxics in place before the client connects. */
async function pairOf(
  serverSteps: readonly string[],
  clientSteps: readonly string[],
  toxics: readonly object[] = [],
): Promise<Pair> {
  made += 1;
  const name = `p${made}`;
  const server = await pythonServer(...serverSteps);
  const port = await bed.proxy(name, server.port, { toxics });
  return { name, server, client: await pythonClient(port, ...clientSteps) };
}

async function finish({ name, client, server }: Pair): Promise<readonly ProxyEvent[]> {
  await Promise.all([client.finished(), server.finished()]);
  await bed.call('DELETE', `/proxies/${name}`);
  const events = await bed.eventsOf(name);
  assert.equal(events.at(-1)?.kind, 'connection.closed', 'connection.closed always comes, and last');
  return events;
}

function dataOf<K extends ProxyEventKind>(events: readonly ProxyEvent[], kind: K): readonly ProxyEvent['data'][] {
  return events.filter((event) => event.kind === kind).map((event) => event.data);
}

const LATENCY = (stream: string) => ({ type: 'latency', stream, attributes: { latency: 30 } });
const CHAINS: readonly (readonly [string, readonly object[]])[] = [
  ['without a toxic', []],
  ['behind latency', [LATENCY('upstream'), LATENCY('downstream')]],
  [
    'behind a slicer',
    [
      { type: 'slicer', stream: 'upstream', attributes: { average_size: 4000 } },
      { type: 'slicer', attributes: { average_size: 4000 } },
    ],
  ],
];

for (const [where, toxics] of CHAINS) {
  describe(`endings ${where}`, { skip: NO_PYTHON }, () => {
    test('an answer sent after the client half-closed arrives', async () => {
      const pair = await pairOf(['drain', 'send:100000', 'close'], ['send:1000', 'shut', 'drain'], toxics);
      const [request, answer] = [await pair.server.done('drain'), await pair.client.done('drain')];
      assert.deepEqual([request.bytes, request.ending], [1000, 'fin']);
      assert.deepEqual([answer.bytes, answer.ending], [100_000, 'fin']);
      await finish(pair);
    });

    test('what the client sends after the server half-closed arrives', async () => {
      const pair = await pairOf(['shut', 'drain'], ['recv:1', 'send:100000', 'close'], toxics);
      const request = await pair.server.done('drain');
      assert.deepEqual([request.bytes, request.ending], [100_000, 'fin']);
      await finish(pair);
    });

    for (const sizeBytes of [0, 6, 100_000]) {
      test(`the server sees a client's reset behind ${sizeBytes} bytes`, async () => {
        const pair = await pairOf(['drain'], [`send:${sizeBytes}`, 'reset'], toxics);
        const seen = await pair.server.done('drain');
        assert.deepEqual([seen.bytes, seen.ending], [sizeBytes, 'ECONNRESET']);
        const events = await finish(pair);
        assert.deepEqual(dataOf(events, 'connection.ended-by-peer'), [
          { connection: 1, side: 'client', ending: 'rst' },
        ]);
        assert.deepEqual(dataOf(events, 'connection.ended-by-proxy'), [
          { connection: 1, side: 'server', ending: 'rst', why: 'forwarded' },
        ]);
      });

      test(`the client sees a server's reset behind ${sizeBytes} bytes`, async () => {
        const pair = await pairOf(['recv:1', `send:${sizeBytes}`, 'reset'], ['send:1', 'drain'], toxics);
        const seen = await pair.client.done('drain');
        assert.deepEqual([seen.bytes, seen.ending], [sizeBytes, 'ECONNRESET']);
        await finish(pair);
      });
    }

    test('a server that closes with unread data resets, behind its answer', async () => {
      const pair = await pairOf(['recv:1000', 'send:6', 'close'], ['send:5000', 'drain'], toxics);
      const seen = await pair.client.done('drain');
      assert.deepEqual([seen.bytes, seen.ending], [6, 'ECONNRESET']);
      await finish(pair);
    });
  });
}

/** Who ends how, in this order, with 100,000 bytes behind which each end comes; and what the other sees. */
const ORDERS = [
  {
    title: 'a FIN of the client, then an RST of the server',
    server: ['drain', 'send:100000', 'reset'],
    client: ['send:100000', 'shut', 'drain'],
    sees: { server: 'fin', client: 'ECONNRESET' },
  },
  {
    title: 'a FIN of the server, then an RST of the client',
    server: ['send:100000', 'shut', 'drain'],
    client: ['drain', 'send:100000', 'reset'],
    sees: { server: 'ECONNRESET', client: 'fin' },
  },
  {
    title: 'a FIN of the client, then one of the server',
    server: ['drain', 'send:100000', 'close'],
    client: ['send:100000', 'shut', 'drain'],
    sees: { server: 'fin', client: 'fin' },
  },
  {
    title: 'both at once',
    server: ['send:100000', 'shut', 'drain'],
    client: ['send:100000', 'shut', 'drain'],
    sees: { server: 'fin', client: 'fin' },
  },
] as const;

const TWO_WAYS = (type: string, attributes: object): readonly object[] =>
  ['upstream', 'downstream'].map((stream) => ({ type, stream, attributes, name: `${type}_${stream}` }));
const DELAYING: readonly (readonly [string, readonly object[]])[] = [
  ['latency', TWO_WAYS('latency', { latency: 30, jitter: 10 })],
  ['a slicer', TWO_WAYS('slicer', { average_size: 4000 })],
  ['a bandwidth', TWO_WAYS('bandwidth', { rate: 2000 })],
  ['slow_close', TWO_WAYS('slow_close', { delay: 50 })],
];
const PAIRS = DELAYING.flatMap(([first, toxics], index) =>
  DELAYING.slice(index + 1).map(
    ([second, others]) => [`behind ${first} and ${second}`, [...toxics, ...others]] as const,
  ),
);

/** Those that would end or change the stream, far beyond its end. */
const UNREACHED: typeof DELAYING = [
  ['limit_data', TWO_WAYS('limit_data', { bytes: 2 ** 40 })],
  ['cut', TWO_WAYS('cut', { at: 2 ** 40, with: 'rst' })],
  ['hang', TWO_WAYS('hang', { at: 2 ** 40 })],
  ['corrupt', TWO_WAYS('corrupt', { at: 2 ** 40 })],
];
const ALONE = [...DELAYING, ...UNREACHED].map(([one, toxics]) => [`behind ${one}`, toxics] as const);

describe('ends in every order', { skip: NO_PYTHON, concurrency: 3 }, () => {
  for (const [where, toxics] of [['without a toxic', []] as const, ...ALONE, ...PAIRS]) {
    for (const { title, server, client, sees } of ORDERS) {
      test(`${title}, ${where}`, async () => {
        const pair = await pairOf(server, client, toxics);
        for (const side of ['server', 'client'] as const) {
          const seen = await pair[side].done('drain');
          assert.deepEqual([seen.bytes, seen.ending], [100_000, sees[side]], side);
        }
        await finish(pair);
      });
    }
  }
});

describe('what only a proxy that asks the kernel sees', { skip: NO_PYTHON }, () => {
  test('a client that goes on sending to a server that has closed gets EPIPE on its second send, as without a proxy', async () => {
    const pair = await pairOf(['recv:1', 'close'], ['send:1', 'drain', 'send:2', 'sleep:100', 'send:3']);
    assert.equal((await pair.client.done('drain')).ending, 'fin');
    assert.equal((await pair.client.done('send:2')).error, undefined);
    assert.equal((await pair.client.done('send:3')).error, 'EPIPE');
    await finish(pair);
  });

  test('a reset that follows more bytes than the client’s window comes behind all of them', async () => {
    const sizeBytes = 3_000_000;
    const pair = await pairOf(['recv:1', `send:${sizeBytes}`, 'pause', 'reset'], ['send:1', 'sleep:200', 'drain']);
    await pair.server.done(`send:${sizeBytes}`);
    await pair.client.done('sleep:200');
    pair.server.go();
    const seen = await pair.client.done('drain');
    assert.deepEqual([seen.bytes, seen.ending], [sizeBytes, 'ECONNRESET']);
    await finish(pair);
  });
});

describe('fin: close', { skip: NO_PYTHON }, () => {
  test('forwards a FIN as the end of the whole connection, as Toxiproxy does', async () => {
    const server = await pythonServer('drain', 'send:1', 'sleep:300', 'send:2');
    const port = await bed.proxy('whole', server.port, { fin: 'close' });
    const client = await pythonClient(port, 'send:4', 'shut', 'drain');
    assert.deepEqual((await bed.call('GET', '/proxies/whole')).json, {
      name: 'whole',
      listen: `127.0.0.1:${port}`,
      upstream: `127.0.0.1:${server.port}`,
      enabled: true,
      fin: 'close',
      toxics: [],
    });
    assert.deepEqual([(await client.done('drain')).bytes, (await client.done('drain')).ending], [0, 'fin']);
    await finish({ name: 'whole', client, server });
  });
});
