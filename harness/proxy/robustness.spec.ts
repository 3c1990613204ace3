// Upstreams that never answer and peers that never read concern nobody else: neither the API nor another proxy.

import { after, before, describe, test } from 'node:test';
import { assertPrompt, assertServes } from './testing/liveness.js';
import { connected, echo, serve, type PlainServer } from './testing/plain-server.js';
import { NO_PYTHON, pythonServer } from './testing/python-peer.js';
import { openTestbed, type Testbed } from './testing/toxiproxy-under-test.js';

let bed: Testbed;
let echoServer: PlainServer;
before(async () => {
  bed = await openTestbed();
  echoServer = await echo();
});
after(async () => {
  await bed.toxiproxy.stop();
  await echoServer.close();
});

describe('an upstream that never answers', { skip: NO_PYTHON }, () => {
  test('delays neither the API nor another proxy', async () => {
    const blackHole = await pythonServer('--never-accept');
    const [hole, free] = [await bed.proxy('hole', blackHole.port), await bed.proxy('beside', echoServer.port)];
    const clients = await Promise.all(Array.from({ length: 30 }, () => connected(hole)));
    for (const client of clients) client.write(Buffer.alloc(4 * 1024 * 1024));
    await assertServes(free);
    await assertPrompt(bed.call, 'POST', '/proxies/hole/toxics', { type: 'latency' });
    await assertPrompt(bed.call, 'GET', '/proxies/hole');
    await assertPrompt(bed.call, 'POST', '/reset');
    await assertPrompt(bed.call, 'PATCH', '/proxies/hole', { enabled: false });
    await assertPrompt(bed.call, 'DELETE', '/proxies/hole');
    for (const client of clients) client.destroy();
    await blackHole.finished();
    await bed.call('DELETE', '/proxies/beside');
  });
});

describe('a peer that does not read', () => {
  for (const type of ['noop', 'latency', 'bandwidth', 'slicer', 'limit_data', 'hang'] as const) {
    test(`behind ${type}: delays neither the API nor another proxy`, async () => {
      const stalled = await serve(() => undefined);
      const attributes = { rate: 100_000, average_size: 1000, bytes: 2 ** 40, at: 5_000_000, latency: 10 };
      const toxics = [{ type, stream: 'upstream', attributes }];
      const [wall, free] = [
        await bed.proxy('wall', stalled.port, { toxics }),
        await bed.proxy('free', echoServer.port),
      ];
      const clients = await Promise.all(Array.from({ length: 10 }, () => connected(wall)));
      for (const client of clients) client.write(Buffer.alloc(16 * 1024 * 1024));
      await assertServes(free);
      await assertPrompt(bed.call, 'PATCH', `/proxies/wall/toxics/${type}_upstream`, {
        attributes: { rate: 1, latency: 5000 },
      });
      const another = { type: 'slicer', name: 'another', stream: 'upstream', attributes: { average_size: 10 } };
      await assertPrompt(bed.call, 'POST', '/proxies/wall/toxics', another);
      await assertPrompt(bed.call, 'DELETE', `/proxies/wall/toxics/${type}_upstream`);
      await assertPrompt(bed.call, 'POST', '/reset');
      await assertServes(free);
      await assertPrompt(bed.call, 'DELETE', '/proxies/wall');
      for (const client of clients) client.destroy();
      await stalled.close();
      await bed.call('DELETE', '/proxies/free');
    });
  }
});
