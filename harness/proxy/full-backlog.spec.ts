// accept: never. What a client sees of a proxy whose backlog is full.

import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { NO_PYTHON, pythonClient } from './testing/python-peer.js';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';

let bed: Testbed;
let server: Server;
let upstream = 0;
before(async () => {
  bed = await openTestbed();
  server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream = (server.address() as AddressInfo).port;
});
after(async () => {
  await bed.toxiproxy.stop();
  server.close();
});

/** Long enough to tell waiting from connecting, which takes less than a millisecond. */
const WAITED_MS = 400;

async function connectsWithin(port: number, ms: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const seen = await Promise.race([
    new Promise<string>((resolve) => socket.once('connect', () => resolve('connected'))),
    new Promise<string>((resolve) => socket.once('error', (error) => resolve(String('code' in error && error.code)))),
    new Promise<string>((resolve) => setTimeout(() => resolve('waiting'), ms)),
  ]);
  socket.on('error', () => undefined).destroy();
  return seen;
}

describe('accept: never', () => {
  test('whoever connects waits, from the first one on', async () => {
    const port = await bed.proxy('never', upstream, { accept: 'never' });
    const seen = await Promise.all([1, 2, 3].map(() => connectsWithin(port, WAITED_MS)));
    assert.deepEqual(seen, ['waiting', 'waiting', 'waiting']);
    const shown = (await bed.call('GET', '/proxies/never')).json as { readonly accept: string; enabled: boolean };
    assert.deepEqual([shown.accept, shown.enabled], ['never', true]);
  });

  test('the client gets in at a repetition of its SYN once the proxy accepts', { skip: NO_PYTHON }, async () => {
    const port = await bed.proxy('late', upstream, { accept: 'never' });
    const startedMs = performance.now();
    const client = pythonClient(port, 'send:5', 'recv:5', 'close');
    await new Promise((resolve) => setTimeout(resolve, WAITED_MS));
    await bed.call('PATCH', '/proxies/late', { accept: 'always' });
    const peer = await client;
    assert.equal((await peer.done('recv:5')).bytes, 5);
    // It takes more than 400 ms, and then until the first or second repetition, after 1 and 3 s.
    const tookMs = performance.now() - startedMs;
    assert.ok(tookMs > WAITED_MS && tookMs < 12_000, `${tookMs} ms`);
    await peer.finished();
  });

  test('live connections stay, and go on when it is over', async () => {
    const port = await bed.proxy('live', upstream);
    const client: Socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => client.once('connect', resolve));
    await bed.call('PATCH', '/proxies/live', { accept: 'never' });
    assert.equal(await connectsWithin(port, WAITED_MS), 'waiting');
    client.write('ciao');
    assert.equal(String(await new Promise((resolve) => client.once('data', resolve))), 'ciao');
    await bed.call('PATCH', '/proxies/live', { accept: 'always' });
    assert.equal(await connectsWithin(port, 5000), 'connected');
    client.write('ancora');
    assert.equal(String(await new Promise((resolve) => client.once('data', resolve))), 'ancora');
    client.destroy();
  });

  test('disabled it refuses; enabled it waits again; a reset ends it', async () => {
    const port = await bed.proxy('off', upstream, { accept: 'never' });
    await bed.call('PATCH', '/proxies/off', { enabled: false });
    assert.equal(await connectsWithin(port, 5000), 'ECONNREFUSED');
    await bed.call('PATCH', '/proxies/off', { enabled: true });
    assert.equal(await connectsWithin(port, WAITED_MS), 'waiting');
    await bed.call('POST', '/reset');
    assert.equal(await connectsWithin(port, 5000), 'connected');
  });

  test('deleted its port is free; an address that is taken is told as usual', async () => {
    const port = await bed.proxy('gone', upstream, { accept: 'never' });
    const other = { name: 'other', listen: `127.0.0.1:${port}`, upstream: '127.0.0.1:1', accept: 'never' };
    const taken = await bed.call('POST', '/proxies', other);
    const error = `listen tcp 127.0.0.1:${port}: bind: address already in use`;
    assert.deepEqual(taken.json, { error, status: 500 });
    await bed.call('DELETE', '/proxies/gone');
    assert.equal((await bed.call('POST', '/proxies', { ...other, accept: 'always' })).status, 201);
    const wrong = await bed.call('PATCH', '/proxies/other', { accept: 'late' });
    assert.match(wrong.text, /expected one of always, never in \\"accept\\", found \\"late\\"/);
  });
});
