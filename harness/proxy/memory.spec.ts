// What a connection can make the proxy hold when its sender never stops and its reader never reads, whatever toxics are between:
// weighed as bytes of memory, in a proxy that shares this thread, after everything else was collected.

import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { startToxiproxy, type RunningToxiproxy } from './index.js';
import { connected, serve } from './testing/plain-server.js';
import { callerOf, portOf, type Call } from './testing/toxiproxy-under-test.js';
import { weighMemory } from './testing/weigh.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** README: two reads, what waits for the kernel, and objects. */
const OWN_BYTES = 2 * 64 * KIB + 64 * KIB + 192 * KIB;
/** One read waits in a toxic, and the read that filled it up; a queued chunk weighs 256 bytes more than its size. */
const TOXIC_BYTES = 2 * 64 * KIB;
const LATENCY_BYTES = 32 * MIB + 2 * 64 * KIB;

interface Case {
  readonly title: string;
  readonly toxics: readonly { readonly type: string; readonly attributes: object }[];
  readonly mostBytes: number;
  readonly connections: number;
}

const held = (type: string, attributes: object, mostBytes = TOXIC_BYTES, connections = 8): Case => {
  return { title: type, toxics: [{ type, attributes }], mostBytes, connections };
};

/** Fine enough for its overhead to count, coarse enough to fill the kernel's buffers soon. */
const SLICER = { type: 'slicer', attributes: { average_size: 200 } };
const CASES: readonly Case[] = [
  { title: 'no toxic', toxics: [], mostBytes: 0, connections: 8 },
  held('latency', { latency: 0 }, LATENCY_BYTES, 2),
  held('latency', { latency: 600_000 }, LATENCY_BYTES, 2),
  held('bandwidth', { rate: 0 }),
  held('bandwidth', { rate: 100_000 }, 2 * MIB, 8),
  held('bandwidth', { rate: 2 ** 50 }, 32 * MIB, 2),
  held('slow_close', { delay: 600_000 }),
  held('timeout', { timeout: 0 }, 0),
  held('slicer', SLICER.attributes, TOXIC_BYTES, 2),
  held('slicer', { average_size: 1, delay: 600_000_000 }),
  held('limit_data', { bytes: 2 ** 50 }),
  held('cut', { at: 2 ** 50, with: 'rst' }),
  held('cut', { at: 1000, with: 'silence' }, 0),
  held('hang', { at: 1000 }),
  held('corrupt', { at: 1000 }),
  held('noop', {}),
  {
    title: 'a slicer before a latency',
    toxics: [SLICER, { type: 'latency', attributes: { latency: 600_000 } }],
    mostBytes: TOXIC_BYTES + LATENCY_BYTES,
    connections: 1,
  },
  {
    title: 'a latency before a slicer',
    toxics: [{ type: 'latency', attributes: { latency: 1 } }, SLICER],
    mostBytes: TOXIC_BYTES + LATENCY_BYTES,
    connections: 1,
  },
];

let toxiproxy: RunningToxiproxy;
let call: Call;
before(async () => {
  toxiproxy = await startToxiproxy({ thread: 'here', metrics: true });
  call = callerOf(toxiproxy.url);
});
after(() => toxiproxy.stop());

/** One for all, so that senders weigh nothing. */
const BLOCK = Buffer.alloc(256 * KIB);

describe('a sender that never stops and a reader that never reads cost no more than the README says', () => {
  for (const { title, toxics, mostBytes, connections } of CASES) {
    test(`${title} ${JSON.stringify(toxics.at(-1)?.attributes ?? '')}`, async (t) => {
      const server = await serve(() => undefined);
      const upstream = `127.0.0.1:${server.port}`;
      const named = toxics.map((toxic) => ({ ...toxic, stream: 'upstream' }));
      const body = { name: title, listen: '127.0.0.1:0', upstream, toxics: named };
      const port = portOf((await call('POST', '/proxies', body)).json);
      const before = await weighMemory();
      const clients = await Promise.all(Array.from({ length: connections }, () => connected(port)));
      const stops = clients.map(pour);
      await untilFull(connections * (mostBytes + MIB));
      for (const stop of stops) stop();
      await untilFull(Infinity);
      const eachBytes = ((await weighMemory()) - before) / connections;
      t.diagnostic(`${Math.round(eachBytes / KIB)} KiB a connection`);
      for (const client of clients) client.destroy();
      await call('DELETE', `/proxies/${encodeURIComponent(title)}`);
      await server.close();
      assert.ok(
        eachBytes <= OWN_BYTES + mostBytes,
        `${eachBytes} B a connection, expected ${OWN_BYTES + mostBytes} at most`,
      );
    });
  }
});

function pour(socket: Socket): () => void {
  const more = (): void => {
    while (socket.write(BLOCK));
  };
  more();
  socket.on('drain', more);
  return () => socket.off('drain', more);
}

/** Until the proxy takes no more bytes, or has taken that many: more than it may hold. */
async function untilFull(enoughBytes: number): Promise<void> {
  const startBytes = await receivedBytes();
  for (let lastBytes = -1, still = 0; still < 4;) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    const bytes = await receivedBytes();
    still = bytes === lastBytes ? still + 1 : 0;
    lastBytes = bytes;
    // Toxics that drop what they get are never full.
    if (bytes - startBytes > 4 * enoughBytes) return;
  }
}

async function receivedBytes(): Promise<number> {
  const { text } = await call('GET', '/metrics');
  const counts = [...text.matchAll(/^toxiproxy_proxy_received_bytes_total\{.*\} (\d+)$/gm)].map(([, count]) =>
    Number(count),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
