// The whole surface of toxiproxy-node-client 4.1 against our server.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Toxiproxy, ToxiproxyError, type ICreateToxicBody, type Latency } from 'toxiproxy-node-client';
import { startToxiproxy, type RunningToxiproxy } from './index.js';

let server: RunningToxiproxy;
let client: Toxiproxy;
const BODY = { name: 'redis', listen: '127.0.0.1:0', upstream: '127.0.0.1:6379' };
const LATENCY: ICreateToxicBody<Latency> = {
  name: 'slow',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: 100, jitter: 5 },
};

before(async () => {
  server = await startToxiproxy();
  client = new Toxiproxy(server.url);
});
after(() => server.stop());
beforeEach(async () => {
  for (const proxy of Object.values(await client.getAll())) await proxy.remove();
});

test('getVersion, createProxy, get, getAll', async () => {
  assert.match(await client.getVersion(), /"2\.12\.0"/);
  assert.deepEqual(await client.getAll(), {});
  const proxy = await client.createProxy(BODY);
  assert.match(proxy.listen, /^127\.0\.0\.1:\d+$/);
  assert.deepEqual([proxy.name, proxy.upstream, proxy.enabled], ['redis', '127.0.0.1:6379', true]);
  assert.equal((await client.get('redis')).listen, proxy.listen);
  assert.deepEqual(Object.keys(await client.getAll()), ['redis']);
  assert.equal(proxy.getHost(), server.url);
});

test('populate resolves to the proxies by name, also for none', async () => {
  const proxies = await client.populate([BODY, { ...BODY, name: 'mysql' }]);
  assert.deepEqual(
    Object.keys(proxies).toSorted((a, b) => a.localeCompare(b)),
    ['mysql', 'redis'],
  );
  assert.deepEqual(await client.populate([]), {});
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
