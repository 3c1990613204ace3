// GET /events and GET /metrics: what a program that is not our host sees of the connections.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startToxiproxy, type RunningToxiproxy } from './index.js';
import { askAndEnd, connected, echo, type PlainServer } from './testing/plain-server.js';
import { callerOf, portOf, type Call } from './testing/toxiproxy-under-test.js';

interface Told {
  readonly proxy: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

let toxiproxy: RunningToxiproxy;
let call: Call;
let server: PlainServer;
before(async () => {
  toxiproxy = await startToxiproxy({ metrics: true, seed: 1 });
  call = callerOf(toxiproxy.url);
  server = await echo();
});
after(async () => {
  await toxiproxy.stop();
  await server.close();
});

const proxyOf = async (name: string, more: object = {}): Promise<number> => {
  const body = { name, listen: '127.0.0.1:0', upstream: `127.0.0.1:${server.port}`, ...more };
  return portOf((await call('POST', '/proxies', body)).json);
};

/** Reads the stream until an event of this kind, and goes away. */
async function eventsUntil(kind: string, query = '', accept = '*/*', act: () => unknown = () => undefined) {
  const leave = new AbortController();
  const response = await fetch(`${toxiproxy.url}/events${query}`, { headers: { accept }, signal: leave.signal });
  act();
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    if (text.includes(`"kind":"${kind}"`) && text.endsWith('\n')) break;
  }
  leave.abort();
  return { type: response.headers.get('content-type'), text };
}

const parsed = (text: string): readonly Told[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);

describe('GET /events', () => {
  test('tells what happens on every connection as JSON Lines, cause before effect', async () => {
    const port = await proxyOf('a', { toxics: [{ type: 'latency' }] });
    const { type, text } = await eventsUntil('connection.closed', '', '*/*', () => askAndEnd(port, 'ciao'));
    assert.equal(type, 'application/x-ndjson');
    const told = parsed(text);
    assert.deepEqual(
      told.map(({ kind }) => kind.replace('connection.', '')).filter((kind) => !kind.startsWith('ended')),
      ['opened', 'dialled', 'toxic-applied', 'chunk.received', 'chunk.sent', 'chunk.received', 'chunk.sent', 'closed'],
    );
    assert.deepEqual(told[2]?.data, { connection: 1, stream: 'downstream', toxic: 'latency_downstream' });
    const sizes = { receivedBytes: 4, sentBytes: 4 };
    assert.deepEqual(told.at(-1)?.data, { connection: 1, upstream: sizes, downstream: sizes });
  });

  test('as server-sent events for who accepts those', async () => {
    const port = await proxyOf('b');
    const { type, text } = await eventsUntil('connection.closed', '?proxy=b', 'text/event-stream', () =>
      askAndEnd(port, 'ciao'),
    );
    assert.equal(type, 'text/event-stream');
    assert.match(text, /^event: connection\.opened\ndata: \{"proxy":"b",.*\}\n\nevent: connection\.dialled\ndata: /);
  });

  test('of one proxy only, if asked', async () => {
    const [one, other] = [await proxyOf('c'), await proxyOf('d')];
    const { text } = await eventsUntil('connection.closed', '?proxy=d', '*/*', async () => {
      await askAndEnd(one, 'x');
      await askAndEnd(other, 'x');
    });
    assert.deepEqual([...new Set(parsed(text).map(({ proxy }) => proxy))], ['d']);
  });

  test('who comes late is told of the connections that are there, and counts go on', async () => {
    const port = await proxyOf('e');
    const client = await connected(port);
    client.write('12345');
    await new Promise((resolve) => client.once('data', resolve));
    const { text } = await eventsUntil('connection.closed', '?proxy=e', '*/*', () => client.end('678'));
    const told = parsed(text);
    assert.deepEqual(
      told.slice(0, 2).map(({ kind }) => kind),
      ['connection.opened', 'connection.dialled'],
    );
    const chunk = told.find(({ kind }) => kind === 'chunk.received');
    assert.deepEqual([chunk?.data['sizeBytes'], chunk?.data['totalBytes']], [3, 8]);
    assert.deepEqual(told.at(-1)?.data['upstream'], { receivedBytes: 8, sentBytes: 8 });
  });

  test('a reader that does not read misses events and is told so; nobody waits for it', async () => {
    const port = await proxyOf('f', {
      toxics: ['upstream', 'downstream'].map((stream) => ({ type: 'slicer', stream, attributes: { average_size: 1 } })),
    });
    const reader = await connected(toxiproxy.address.port);
    reader.pause();
    reader.write('GET /events?proxy=f HTTP/1.1\r\nHost: x\r\n\r\n');
    // Each connection makes some 1000 events of about 200 bytes: 20 MB, more than what the kernel and the API keep for it.
    for (let n = 0; n < 100; n += 1) assert.equal((await askAndEnd(port, 'x'.repeat(500))).length, 500);
    let text = '';
    reader.on('data', (piece) => (text += String(piece))).resume();
    const deadline = Date.now() + 20_000;
    while (!text.includes('"events.missed"') && Date.now() < deadline) {
      await askAndEnd(port, 'x');
    }
    reader.destroy();
    assert.match(text, /\{"kind":"events\.missed","data":\{"count":\d+\}\}/);
  });

  test('a browser is turned away, and other methods too', async () => {
    assert.equal((await call('GET', '/events', undefined, { 'user-agent': 'Mozilla/5.0' })).status, 403);
    assert.equal((await call('POST', '/events')).status, 405);
  });
});

describe('GET /metrics', () => {
  test('counts bytes under Toxiproxy’s names and labels, while they pass, and keeps them when the proxy is gone', async () => {
    const port = await proxyOf('m "1"');
    const client = await connected(port);
    client.write('12345');
    await new Promise((resolve) => client.once('data', resolve));
    const labels = `listener="127.0.0.1:${port}",proxy="m \\"1\\"",upstream="127.0.0.1:${server.port}"`;
    const during = await call('GET', '/metrics');
    assert.equal(during.type, 'text/plain; version=0.0.4; charset=utf-8');
    for (const line of [
      `toxiproxy_proxy_received_bytes_total{direction="upstream",${labels}} 5`,
      `toxiproxy_proxy_sent_bytes_total{direction="downstream",${labels}} 5`,
      `guasto_proxy_connections_total{${labels}} 1`,
      `guasto_proxy_connections_open{${labels}} 1`,
    ]) {
      assert.ok(during.text.includes(`${line}\n`), `${line} in ${during.text}`);
    }
    await call('DELETE', '/proxies/m%20%221%22');
    const afterwards = (await call('GET', '/metrics')).text;
    assert.ok(afterwards.includes(`guasto_proxy_connections_open{${labels}} 0\n`));
    assert.ok(afterwards.includes(`toxiproxy_proxy_received_bytes_total{direction="upstream",${labels}} 5\n`));
  });

  test('counts dials that failed', async () => {
    const port = await proxyOf('refused', { upstream: '127.0.0.1:1' });
    await askAndEnd(port, '').catch(() => undefined);
    assert.match((await call('GET', '/metrics')).text, /^guasto_proxy_dials_failed_total\{.*proxy="refused".*\} 1$/m);
  });

  test('every line is a comment or a sample, and every metric has its type once', async () => {
    const { text } = await call('GET', '/metrics');
    for (const line of text.trimEnd().split('\n'))
      assert.match(line, /^(# (HELP|TYPE) \w+ .*|\w+(\{.*\})? [\d.e+-]+)$/);
    const types = [...text.matchAll(/^# TYPE (\w+) (counter|gauge)$/gm)].map(([, name]) => name);
    assert.equal(new Set(types).size, types.length);
    assert.ok(types.includes('process_resident_memory_bytes') && types.includes('nodejs_eventloop_lag_seconds'));
  });
});
