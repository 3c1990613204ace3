// The whole surface of toxiproxy-node-client 4.1 against our server, in both of its ways, and the real one.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Toxiproxy, ToxiproxyError, type ICreateToxicBody, type Latency } from 'toxiproxy-node-client';
import { startToxiproxy } from './index.js';
import { TITLES } from './testing/both-servers.js';
import { NO_REAL_TOXIPROXY, startRealToxiproxy } from './testing/real-toxiproxy.js';

const BODY = { name: 'redis', listen: '127.0.0.1:0', upstream: '127.0.0.1:6379' };
const LATENCY: ICreateToxicBody<Latency> = {
  name: 'slow',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: 100, jitter: 5 },
};

const TOXICS = [
  ['latency', { latency: 1, jitter: 2 }],
  ['bandwidth', { rate: 3 }],
  ['slow_close', { delay: 4 }],
  ['timeout', { timeout: 5 }],
  ['reset_peer', { timeout: 6 }],
  ['slicer', { average_size: 8, size_variation: 2, delay: 9 }],
  ['limit_data', { bytes: 7 }],
] as const;

const SERVERS = [
  { who: 'ours', skip: false, start: () => startToxiproxy() },
  { who: 'strict', skip: false, start: () => startToxiproxy({ compat: 'strict' }) },
  { who: 'real', skip: NO_REAL_TOXIPROXY, start: startRealToxiproxy },
] as const;

for (const { who, skip, start } of SERVERS) {
  describe(`toxiproxy-node-client and ${TITLES[who]}`, { skip }, () => {
    let server: { readonly url: string; stop(): Promise<void> };
    let client: Toxiproxy;

    before(async () => {
      server = await start();
      client = new Toxiproxy(server.url);
    });
    after(() => server.stop());
    beforeEach(async () => {
      for (const proxy of Object.values(await client.getAll())) await proxy.remove();
    });

    test('getVersion, createProxy, get, getAll', async () => {
      // It gives the answer as it is; a build of the real one without the release's flags calls itself git.
      assert.match(await client.getVersion(), /^\{"version": "(2\.12\.0|git)"\}\n$/);
      assert.deepEqual(await client.getAll(), {});
      const proxy = await client.createProxy(BODY);
      assert.match(proxy.listen, /^127\.0\.0\.1:\d+$/);
      assert.deepEqual([proxy.name, proxy.upstream, proxy.enabled], ['redis', '127.0.0.1:6379', true]);
      assert.equal((await client.get('redis')).listen, proxy.listen);
      assert.deepEqual(Object.keys(await client.getAll()), ['redis']);
      assert.equal(proxy.getHost(), server.url);
    });

    test('populate resolves to the proxies by name', async () => {
      const proxies = await client.populate([BODY, { ...BODY, name: 'mysql' }]);
      assert.deepEqual(
        Object.keys(proxies).toSorted((a, b) => a.localeCompare(b)),
        ['mysql', 'redis'],
      );
    });

    test('populate of none resolves to none; the real one’s null makes it crash', async () => {
      if (who === 'ours') assert.deepEqual(await client.populate([]), {});
      else await assert.rejects(client.populate([]), TypeError);
    });

    test('Proxy.update disables, enables and moves', async () => {
      const proxy = await client.createProxy(BODY);
      const disabled = await proxy.update({ enabled: false, listen: proxy.listen, upstream: proxy.upstream });
      assert.equal(disabled.enabled, false);
      const moved = await disabled.update({ enabled: true, listen: proxy.listen, upstream: '127.0.0.1:6380' });
      assert.deepEqual([moved.enabled, moved.listen, moved.upstream], [true, proxy.listen, '127.0.0.1:6380']);
    });

    test('addToxic, getToxic, Toxic.update and remove', async () => {
      const proxy = await client.createProxy(BODY);
      const toxic = await proxy.addToxic(LATENCY);
      assert.deepEqual(toxic.toJson(), LATENCY);
      assert.deepEqual((await proxy.getToxic('slow')).toJson(), LATENCY);
      const updated = await toxic.update({ ...LATENCY, toxicity: 0.5, attributes: { latency: 7, jitter: 0 } });
      assert.deepEqual([updated.toxicity, updated.attributes], [0.5, { latency: 7, jitter: 0 }]);
      await updated.remove();
      await assert.rejects(
        proxy.getToxic('slow'),
        (error) => error instanceof ToxiproxyError && /status code 404/.test(error.message),
      );
    });

    test('reset enables and removes toxics', async () => {
      const proxy = await client.createProxy({ ...BODY, enabled: false });
      await proxy.addToxic(LATENCY);
      await client.reset();
      const { json } = {
        json: (await (await fetch(`${server.url}/proxies/redis`)).json()) as { enabled: boolean; toxics: unknown[] },
      };
      assert.deepEqual([json.enabled, json.toxics], [true, []]);
    });

    test('errors carry the status that the server gave', async () => {
      await client.createProxy(BODY);
      await assert.rejects(client.createProxy(BODY), /Request failed with status code 409/);
      await assert.rejects(client.get('nobody'), /Request failed with status code 404/);
      await assert.rejects(
        client.createProxy({ ...BODY, name: 'x', listen: 'bad' }),
        /Request failed with status code 500/,
      );
    });

    test('remove forgets the proxy', async () => {
      const proxy = await client.createProxy(BODY);
      await proxy.remove();
      assert.deepEqual(await client.getAll(), {});
    });

    test('what a Proxy and a Toxic know of themselves', async () => {
      const proxy = await client.createProxy(BODY);
      assert.deepEqual([client.host, client.getApi() === client.api], [server.url, true]);
      assert.deepEqual([proxy.getPath(), proxy.getToxiproxy() === client], [`${server.url}/proxies/redis`, true]);
      const { listen, upstream } = proxy;
      assert.deepEqual(proxy.toJson(), { name: 'redis', listen, upstream, enabled: true });
      const toxic = await proxy.addToxic(LATENCY);
      assert.equal(toxic.getPath(), `${server.url}/proxies/redis/toxics/slow`);
      const { type, stream, toxicity } = toxic;
      assert.deepEqual({ type, stream, toxicity }, { type: 'latency', stream: 'downstream', toxicity: 1 });
    });

    for (const [type, attributes] of TOXICS) {
      test(`a ${type} toxic is added, got, updated and removed`, async () => {
        const proxy = await client.createProxy(BODY);
        const body = { name: 'it', type, stream: 'upstream', toxicity: 0.5, attributes } as const;
        const toxic = await proxy.addToxic(body);
        assert.deepEqual(toxic.toJson(), body);
        assert.deepEqual((await proxy.getToxic('it')).toJson(), body);
        const updated = await toxic.update({ ...body, toxicity: 1 });
        assert.deepEqual(updated.toJson(), { ...body, toxicity: 1 });
        await updated.remove();
        await assert.rejects(proxy.getToxic('it'), /status code 404/);
      });
    }

    test('down, which its types allow, is no toxic', async () => {
      const proxy = await client.createProxy(BODY);
      const down = { name: 'it', type: 'down', stream: 'upstream', toxicity: 1, attributes: {} } as const;
      await assert.rejects(proxy.addToxic(down), /status code 400/);
    });
  });
}
