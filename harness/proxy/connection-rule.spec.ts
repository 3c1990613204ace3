// Which connections a toxic is for, and that a proxy and its toxics are created at once.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NO_PYTHON, pythonClient, pythonServer, type PythonPeer } from './testing/python-peer.js';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';

let bed: Testbed;
let made = 0;
before(async () => void (bed = await openTestbed()));
after(() => bed.toxiproxy.stop());

const cut = (attributes: object) => ({ type: 'cut', attributes });

describe('which connections a toxic is for', { skip: NO_PYTHON }, () => {
  /** What each of four connections, one after the other, gets of an echo. */
  async function bytesOf(connections: object): Promise<string> {
    made += 1;
    const name = `p${made}`;
    const servers: PythonPeer[] = [];
    const toxics = [{ ...cut({ at: 1 }), connections }];
    let text = '';
    let port = 0;
    for (let n = 1; n <= 4; n += 1) {
      const server = await pythonServer('send:5', 'close');
      servers.push(server);
      if (n === 1) port = await bed.proxy(name, server.port, { toxics });
      else await bed.call('PATCH', `/proxies/${name}`, { upstream: `127.0.0.1:${server.port}` });
      const client = await pythonClient(port, 'drain');
      text += String((await client.done('drain')).bytes);
      await Promise.all([client.finished(), server.finished()]);
    }
    return text;
  }

  test('all by default, and by an empty rule', async () => assert.equal(await bytesOf({}), '1111'));
  test('the n-th', async () => assert.equal(await bytesOf({ nth: 2 }), '5155'));
  test('the first so many', async () => assert.equal(await bytesOf({ first: 3 }), '1115'));
  test('all that is said must be true', async () => assert.equal(await bytesOf({ first: 3, nth: 4 }), '5555'));

  test('those from one port of the client; shown, kept by an update, and changed by one', async () => {
    const server = await pythonServer('recv:1', 'pause', 'send:5', 'close');
    const port = await bed.proxy('by-port', server.port);
    const client = await pythonClient(port, 'send:1', 'drain');
    await server.done('recv:1');
    const opened = (await bed.eventsOf('by-port')).find((event) => event.kind === 'connection.opened');
    const clientPort = opened !== undefined && 'client' in opened.data ? opened.data.client.port : 0;
    await bed.toxic('by-port', { ...cut({ at: 1 }), connections: { port: clientPort + 1 } });
    const path = '/proxies/by-port/toxics/cut_downstream';
    const updated = (await bed.call('PATCH', path, { attributes: { at: 2 } })).json;
    const shown = { attributes: { at: 2, after: 0, with: 'fin' }, name: 'cut_downstream', type: 'cut' };
    assert.deepEqual(updated, { ...shown, stream: 'downstream', toxicity: 1, connections: { port: clientPort + 1 } });
    await bed.call('PATCH', path, { connections: { port: clientPort } });
    server.go();
    assert.equal((await client.done('drain')).bytes, 2);
    await Promise.all([client.finished(), server.finished()]);
  });

  test('a rule that can’t be meant is refused', async () => {
    await bed.proxy('odd', 1);
    for (const [connections, error] of [
      [{ nth: 0 }, 'bad request body: expected "nth" in "connections" to count from 1, found 0'],
      [{ second: 1 }, 'bad request body: expected nth, first, port in "connections", found "second"'],
      [{ nth: 1.5 }, 'bad request body: expected an integer in "nth", found 1.5'],
      [2, 'bad request body: expected an object in "connections", found 2'],
      [{ port: 2 ** 63 }, 'bad request body: expected an integer of 64 bits in "port", found 9223372036854776000'],
    ] as const) {
      const { status, json } = await bed.call('POST', '/proxies/odd/toxics', { type: 'noop', connections });
      assert.deepEqual([status, json], [400, { error, status: 400 }]);
    }
    const { json } = await bed.call('POST', '/proxies/odd/toxics', cut({ with: 'a bang' }));
    const error = 'bad request body: expected one of fin, rst, silence in "with", found "a bang"';
    assert.deepEqual(json, { error, status: 400 });
  });
});

describe('a proxy and its toxics are created at once', () => {
  test('nothing is created if one of them is wrong', async () => {
    const body = { name: 'both', listen: '127.0.0.1:0', upstream: '127.0.0.1:1' };
    const toxics = [{ type: 'latency' }, { type: 'cut', attributes: { at: -1 } }];
    const { status, json } = await bed.call('POST', '/proxies', { ...body, toxics });
    const error = 'invalid attributes of cut: at must be at least 0, found -1';
    assert.deepEqual([status, json], [400, { error, status: 400 }]);
    assert.equal((await bed.call('GET', '/proxies/both')).status, 404);
  });
});
