// The proxy never falls over: odd requests, dead and stalled peers, many connections; and afterwards nothing is left of them.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { NO_PYTHON, pythonServer } from './testing/python-peer.js';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';

let bed: Testbed;
before(async () => void (bed = await openTestbed()));
after(() => bed.toxiproxy.stop());

/** What an answer of the API may take while the proxy is in trouble, ms: nothing in it waits for a peer. */
const PROMPT_MS = 2000;

async function assertPrompt(method: string, path: string, body?: unknown): Promise<void> {
  const startedMs = performance.now();
  const { status } = await bed.call(method, path, body);
  const tookMs = performance.now() - startedMs;
  assert.ok(status < 300 && tookMs < PROMPT_MS, `${method} ${path}: ${status} after ${tookMs} ms`);
}

describe('the API', () => {
  test('answers any path, method and body, and lives on', async () => {
    const paths = fc.constantFrom(
      '/proxies',
      '/proxies/x',
      '/proxies/x/toxics',
      '/proxies/x/toxics/y',
      '/populate',
      '/reset',
      '/version',
      '/%',
      '/proxies/%ff',
    );
    const methods = fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT');
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .jsonValue()
        .map((value) =>
          JSON.stringify({ name: value, upstream: value, listen: 'bad', attributes: value, type: 'latency' }),
        ),
    );
    await fc.assert(
      fc.asyncProperty(methods, paths, bodies, async (method, path, body) => {
        const { status, text } = await bed.call(method, path, method === 'GET' ? undefined : body);
        assert.ok(status < 500 || /listen tcp|address/.test(text), `${method} ${path} ${body}: ${text}`);
      }),
      { numRuns: 300, seed: 1 },
    );
    assert.equal((await bed.call('GET', '/version')).status, 200);
  });

  test('refuses whatever attributes make no sense, and never loses its process over those it takes', async () => {
    const { server, port: upstream } = await serve((socket) => socket.pipe(socket));
    const port = await bed.proxy('odd', upstream);
    const value = fc.oneof(
      fc.integer({ min: -10, max: 10 }),
      fc.constantFrom(2 ** 31, -(2 ** 31), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
    );
    const names = ['latency', 'jitter', 'rate', 'delay', 'timeout', 'average_size', 'size_variation', 'bytes'];
    const attributes = fc.record(Object.fromEntries(names.map((name) => [name, value])));
    const types = fc.constantFrom(
      'latency',
      'bandwidth',
      'slow_close',
      'timeout',
      'reset_peer',
      'slicer',
      'limit_data',
      'noop',
    );
    await fc.assert(
      fc.asyncProperty(types, fc.constantFrom('upstream', 'downstream'), attributes, async (type, stream, chosen) => {
        const { status } = await bed.call('POST', '/proxies/odd/toxics', {
          name: 't',
          type,
          stream,
          attributes: chosen,
        });
        assert.ok(status === 200 || status === 400);
        const client = await connected(port);
        client.write('x'.repeat(50_000));
        await bed.call('DELETE', '/proxies/odd/toxics/t');
        client.destroy();
      }),
      { numRuns: 100, seed: 2 },
    );
    await assertPrompt('DELETE', '/proxies/odd');
    await close(server);
  });

  test('refuses a body of 9 MiB', async () => {
    const { status, json } = await bed.call('POST', '/proxies', 'x'.repeat(9 * 1024 * 1024));
    assert.deepEqual(
      [status, json],
      [413, { error: 'expected a body of at most 8388608 bytes, found 9437184', status: 413 }],
    );
  });

  test('refuses a body nested a thousand deep', async () => {
    const { status, json } = await bed.call('POST', '/proxies', '['.repeat(1000));
    assert.deepEqual([status, json], [400, { error: 'bad request body: exceeded max depth', status: 400 }]);
  });

  test('does not wait for an upstream that never answers', { skip: NO_PYTHON }, async () => {
    const blackHole = await pythonServer('--never-accept');
    const port = await bed.proxy('hole', blackHole.port);
    const clients = await Promise.all([connected(port), connected(port), connected(port), connected(port)]);
    await assertPrompt('POST', '/proxies/hole/toxics', { type: 'latency' });
    await assertPrompt('GET', '/proxies');
    await assertPrompt('POST', '/reset');
    await assertPrompt('DELETE', '/proxies/hole');
    for (const client of clients) client.destroy();
    await blackHole.finished();
  });

  test('does not wait for a peer that does not read', async () => {
    const { server, port: upstream } = await serve((socket) => socket.pause());
    const port = await bed.proxy('stalled', upstream, {
      toxics: [{ type: 'bandwidth', stream: 'upstream', attributes: { rate: 100_000 } }],
    });
    const client = await connected(port);
    client.write(Buffer.alloc(32 * 1024 * 1024));
    await assertPrompt('PATCH', '/proxies/stalled/toxics/bandwidth_upstream', { attributes: { rate: 1 } });
    await assertPrompt('POST', '/proxies/stalled/toxics', {
      type: 'slicer',
      stream: 'upstream',
      attributes: { average_size: 10 },
    });
    await assertPrompt('DELETE', '/proxies/stalled/toxics/bandwidth_upstream');
    await assertPrompt('DELETE', '/proxies/stalled');
    client.destroy();
    await close(server);
  });
});

describe('peers', () => {
  test('that die in the middle of anything leave no descriptor behind', async () => {
    const { server, port: upstream } = await serve((socket) => {
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(Buffer.alloc(200_000));
      if (Math.random() < 0.3) setTimeout(() => (Math.random() < 0.5 ? socket.resetAndDestroy() : socket.end()), 5);
    });
    const toxics = [
      { type: 'latency', attributes: { latency: 30, jitter: 20 } },
      { type: 'slicer', stream: 'upstream', attributes: { average_size: 1000 } },
      { type: 'bandwidth', stream: 'upstream', attributes: { rate: 5000 } },
    ];
    const port = await bed.proxy('soak', upstream, { toxics });
    const before = descriptors();
    for (let round = 0; round < 10; round += 1) {
      const clients = await Promise.all(Array.from({ length: 20 }, () => connected(port)));
      for (const [index, client] of clients.entries()) {
        client.write(Buffer.alloc(50_000));
        setTimeout(
          () => (index % 3 === 0 ? client.resetAndDestroy() : index % 3 === 1 ? client.end() : client.destroy()),
          index % 7,
        );
      }
      for (const client of clients) if (!client.closed) await new Promise((resolve) => client.once('close', resolve));
    }
    await closedAll('soak', 200);
    await bed.call('DELETE', '/proxies/soak');
    await close(server);
    assert.ok(descriptors() <= before + 5, `${before} descriptors before, ${descriptors()} after`);
  });
});

/** Until every one of `count` connections was told to be closed. */
async function closedAll(proxy: string, count: number): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const closed = (await bed.eventsOf(proxy)).filter(({ kind }) => kind === 'connection.closed').length;
    if (closed === count) return;
    assert.ok(Date.now() < deadline, `${closed} of ${count} connections were closed`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;

async function serve(onSocket: (socket: Socket) => void): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

async function close(server: Server): Promise<void> {
  server.close();
  await new Promise((resolve) => setImmediate(resolve));
}

async function connected(port: number): Promise<Socket> {
  const client = connect(port, '127.0.0.1');
  client.on('error', () => undefined);
  client.resume();
  await new Promise((resolve) => client.once('connect', resolve));
  return client;
}
