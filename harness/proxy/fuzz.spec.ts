// Odd requests and odd toxics: the API says whose mistake it is, and nobody else notices anything.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { TOXICS } from '../kinds/toxics/index.js';
import { assertPrompt, assertServes } from './testing/liveness.js';
import { connected, echo, type PlainServer } from './testing/plain-server.js';
import { openTestbed, type ApiAnswer, type Testbed } from './testing/toxiproxy-under-test.js';

const SEED = Number(process.env['GUASTO_SEED'] ?? 1);

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

describe('the API', () => {
  const NAMES = fc.constantFrom('x', '', 'a b', 'a/b', '__proto__', 'constructor', 'è', '\u0000', 'n'.repeat(3000));
  const path = fc.oneof(
    fc.constantFrom('/proxies', '/populate', '/reset', '/version', '/', '/%', '/proxies/%ff', '/proxies/x/toxics/y/z'),
    NAMES.map((name) => `/proxies/${encodeURIComponent(name)}`),
    NAMES.map((name) => `/proxies/${encodeURIComponent(name)}/toxics`),
    fc.tuple(NAMES, NAMES).map((names) => `/proxies/${names.map(encodeURIComponent).join('/toxics/')}`),
  );
  const proxyLike = fc.record(
    {
      name: fc.oneof(NAMES, fc.jsonValue()),
      upstream: fc.oneof(fc.constantFrom('127.0.0.1:1', 'bad', ''), fc.jsonValue()),
      listen: fc.oneof(fc.constantFrom('127.0.0.1:0', 'bad', '256.0.0.1:1', ':x', '127.0.0.1:-1'), fc.jsonValue()),
      enabled: fc.oneof(fc.boolean(), fc.jsonValue()),
      toxics: fc.oneof(fc.constant([{ type: 'latency' }]), fc.jsonValue()),
      seed: fc.oneof(fc.integer(), fc.jsonValue()),
      fin: fc.oneof(fc.constantFrom('close', 'half-close'), fc.jsonValue()),
      accept: fc.oneof(fc.constant('always'), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const toxicLike = fc.record(
    {
      name: fc.oneof(NAMES, fc.jsonValue()),
      type: fc.oneof(fc.constantFrom(...TOXICS.keys()), fc.jsonValue()),
      stream: fc.oneof(fc.constantFrom('upstream', 'DownStream'), fc.jsonValue()),
      toxicity: fc.oneof(fc.double(), fc.jsonValue()),
      attributes: fc.jsonValue(),
      connections: fc.oneof(fc.record({ nth: fc.integer() }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    proxyLike.map((value) => JSON.stringify(value)),
    fc.array(proxyLike).map((value) => JSON.stringify(value)),
    toxicLike.map((value) => JSON.stringify(value)),
    // Cut off, or with one character changed.
    fc.tuple(toxicLike, fc.nat(80)).map(([value, at]) => JSON.stringify(value).slice(0, at)),
    fc
      .tuple(proxyLike, fc.nat(80))
      .map(([value, at]) => JSON.stringify(value).replaceAll(/["{]/g, (c, n) => (n === at ? '' : c))),
  );

  test('answers any method, path and body with a status that says whose mistake it is, and lives on', async () => {
    const port = await bed.proxy('witness', echoServer.port);
    const methods = fc.constantFrom('GET', 'POST', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS', 'HEAD');
    await fc.assert(
      fc.asyncProperty(methods, path, body, async (method, at, text) => {
        const hasBody = method !== 'GET' && method !== 'HEAD';
        const answer = await bed.call(method, at, hasBody ? text : undefined);
        assertSaysWhy(answer, `${method} ${at} ${text}`);
      }),
      { numRuns: 600, seed: SEED, endOnFailure: true },
    );
    const { json } = await bed.call('GET', '/proxies');
    assert.ok(Object.hasOwn(json as object, 'witness'));
    await bed.call('POST', '/reset');
    await assertServes(port);
  });

  test('refuses a body of 9 MiB', async () => {
    const { status, json } = await bed.call('POST', '/proxies', 'x'.repeat(9 * 1024 * 1024));
    assert.deepEqual(
      [status, json],
      [413, { error: 'expected a body of at most 8388608 bytes, found 9437184', status: 413 }],
    );
  });

  test('refuses a number of a million digits, and does not show them all', async () => {
    const digits = '9'.repeat(1_000_000);
    const { json } = await bed.call('POST', '/proxies', `{"name":"n","upstream":"127.0.0.1:1","seed":${digits}}`);
    const error = `bad request body: expected an integer of 64 bits in "seed", found ${'9'.repeat(200)}…`;
    assert.deepEqual(json, { error, status: 400 });
  });

  test('refuses a body nested a thousand deep', async () => {
    const { status, json } = await bed.call('POST', '/proxies', '['.repeat(1000));
    assert.deepEqual([status, json], [400, { error: 'bad request body: exceeded max depth', status: 400 }]);
  });

  test('outlives clients that speak no HTTP, stop in the middle of a request, or leave before the answer', async () => {
    const { port } = bed.toxiproxy.address;
    const openings = [
      '',
      'nonsense\r\n\r\n',
      '\u0016\u0003\u0001 a TLS hello',
      'GET /proxies HTTP/1.1\r\n',
      `GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
      'POST /proxies HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"name"',
      'POST /proxies HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      'POST /proxies HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"nam\r\n',
      'POST /reset HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n',
      'GET /events HTTP/1.1\r\nHost: a\r\n\r\n',
    ];
    for (const opening of [...openings, ...openings]) {
      const client = connect(port, '127.0.0.1').on('error', () => undefined);
      await once(client, 'connect');
      client.write(opening);
      client.resetAndDestroy();
    }
    // Those that stay do not keep others from being answered.
    const staying = await Promise.all(openings.map(() => connected(port)));
    for (const [index, client] of staying.entries()) client.write(openings[index] ?? '');
    await assertPrompt(bed.call, 'GET', '/proxies');
    for (const client of staying) client.destroy();
  });
});

function assertSaysWhy({ status, text, json }: ApiAnswer, asked: string): void {
  const isNetworks = /listen tcp|address|lookup/.test(text);
  assert.ok(status < 500 || isNetworks, `${asked}: ${status} ${text}`);
  if (status !== 400 && status !== 409 && status !== 500) return;
  const told = json as { readonly error: unknown; readonly status: unknown };
  assert.ok(typeof told.error === 'string' && told.error.length > 5 && told.status === status, `${asked}: ${text}`);
}

describe('toxics of every kind', () => {
  const amounts = fc.oneof(
    fc.integer({ min: -10, max: 10 }),
    fc.constantFrom(100, 5000, 70_000, 2 ** 31, -(2 ** 31), 2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER),
  );
  /** JSON texts, since some can't come out of JSON.stringify. */
  const odd = fc.constantFrom(
    '1.5',
    '1e3',
    '"5"',
    'null',
    'true',
    '[]',
    '{}',
    '9223372036854775808',
    '-0',
    '1e400',
    '"fin"',
  );
  const value = fc.oneof({ weight: 4, arbitrary: amounts.map(String) }, { weight: 1, arbitrary: odd });
  const words = fc.constantFrom('"fin"', '"rst"', '"silence"', '"FIN"', '"bang"', '""', '3', 'null');

  for (const [type, kind] of TOXICS) {
    test(`${type}: what makes no sense is refused with the reason; what is taken harms nobody else`, async () => {
      const witness = await bed.proxy(`beside ${type}`, echoServer.port);
      const port = await bed.proxy(`odd ${type}`, echoServer.port);
      const names = [...Object.keys(kind.attributes), 'unknown'];
      const attributes = fc
        .tuple(...names.map((name) => (Array.isArray(kind.attributes[name]) ? words : value)))
        .map((values) => `{${values.map((each, index) => `"${names[index]}":${each}`).join()}}`);
      const streams = fc.constantFrom('upstream', 'downstream');
      await fc.assert(
        fc.asyncProperty(streams, attributes, attributes, async (stream, first, second) => {
          const client = await connected(port);
          const path = `/proxies/odd%20${type}/toxics`;
          const added = await bed.call(
            'POST',
            path,
            `{"name":"t","type":"${type}","stream":"${stream}","attributes":${first}}`,
          );
          assertTakenOrRefused(added, first);
          client.write(Buffer.alloc(20_000));
          assertTakenOrRefused(await bed.call('PATCH', `${path}/t`, `{"attributes":${second}}`), second);
          // One that the toxic finds, and one that finds the toxic.
          const another = await connected(port);
          another.write(Buffer.alloc(20_000));
          await bed.call('DELETE', `${path}/t`);
          for (const each of [client, another]) each.destroy();
        }),
        { numRuns: 20, seed: SEED, endOnFailure: true },
      );
      await assertServes(witness);
      await assertServes(port);
      await assertPrompt(bed.call, 'DELETE', `/proxies/odd%20${type}`);
    });
  }

  function assertTakenOrRefused({ status, text, json }: ApiAnswer, asked: string): void {
    if (status === 200 || status === 404) return;
    const { error } = json as { readonly error: string };
    assert.ok(
      status === 400 && /^(invalid attributes of |bad request body: expected )/.test(error),
      `${asked}: ${text}`,
    );
  }
});
