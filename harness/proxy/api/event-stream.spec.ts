import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { EventHub } from '../event-hub.js';
import { streamEvents } from './event-stream.js';

test('a reader that is gone is forgotten, also where it had asked several times on one connection', async () => {
  const hub = new EventHub(undefined);
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    streamEvents({ hub, response, headers: {}, proxy: undefined, sse: false, beginnings: [] });
  });
  const closed = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is never a string nor null while it listens.
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3));
  await once(client, 'data');
  client.destroy();
  await closed;
  server.close();
  assert.deepEqual([asked, hub.isHeard], [3, false]);
});
