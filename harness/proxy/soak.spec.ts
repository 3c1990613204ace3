// Peers that die in the middle of anything leave nothing behind: no connection, no descriptor, no memory. GUASTO_SOAK=1000 plays
// so many rounds; each has its own proxy, toxics drawn at random, and peers that end, reset, stall or vanish at random.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { seededRandom, type Random } from '../vocabulary/random.js';
import { startToxiproxy } from './index.js';
import { connected, serve } from './testing/plain-server.js';
import { callerOf, portOf, type Call } from './testing/toxiproxy-under-test.js';
import { weighMemory } from './testing/weigh.js';

const ROUNDS = Number(process.env['GUASTO_SOAK'] ?? 40);
const SEED = Number(process.env['GUASTO_SEED'] ?? 1);
/** After so many everything that is made once (pools, compiled code) is there. */
const WARM_UP = 10;
const CONNECTIONS = 15;

/** fetch may keep one more connection to the API than before: both of its ends are in this process. */
const API_DESCRIPTORS = 2;

/** Until the last connection of a round is over, ms. */
const BOUND_MS = 15_000;

/** Nothing of a connection stays; counters and compiled code take some. A chunk left behind by each of 450 would be 10 MB. */
const MOST_GROWTH_BYTES = 4 * 1024 * 1024;

const TOXICS = [
  { type: 'latency', attributes: { latency: 30, jitter: 20 } },
  { type: 'bandwidth', attributes: { rate: 5000 } },
  { type: 'bandwidth', attributes: { rate: 0 } },
  { type: 'slicer', attributes: { average_size: 1000, size_variation: 500, delay: 10 } },
  { type: 'slow_close', attributes: { delay: 30 } },
  { type: 'timeout', attributes: { timeout: 20 } },
  { type: 'reset_peer', attributes: { timeout: 20 } },
  { type: 'limit_data', attributes: { bytes: 60_000 } },
  { type: 'cut', attributes: { at: 60_000, with: 'rst' } },
  { type: 'cut', attributes: { after: 20, with: 'silence' } },
  { type: 'hang', attributes: { at: 60_000 } },
  { type: 'corrupt', attributes: { at: 5 } },
];

test(`${ROUNDS} rounds of connections that are torn down at random leave nothing behind`, async (t) => {
  const random = seededRandom(SEED, 'soak');
  // In this thread, so that its memory can be weighed.
  const toxiproxy = await startToxiproxy({ thread: 'here', seed: SEED, metrics: true });
  t.after(() => toxiproxy.stop());
  const call = callerOf(toxiproxy.url);
  let before = { descriptors: 0, bytes: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round === WARM_UP) before = await weigh();
    await playRound(call, random, `round ${round} of seed ${SEED}`);
  }
  const afterwards = await weigh();
  const grownBytes = afterwards.bytes - before.bytes;
  t.diagnostic(`memory grew by ${grownBytes} B, descriptors by ${afterwards.descriptors - before.descriptors}`);
  const grown = afterwards.descriptors - before.descriptors;
  assert.ok(grown <= API_DESCRIPTORS, `${before.descriptors} descriptors before, ${afterwards.descriptors} after`);
  assert.ok(grownBytes < MOST_GROWTH_BYTES, `memory grew by ${grownBytes} bytes`);
});

async function playRound(call: Call, random: Random, title: string): Promise<void> {
  const drawn = Array.from({ length: random.integer(0, 3) }, (_, index) => ({
    ...TOXICS[random.integer(0, TOXICS.length - 1)],
    name: `t${index}`,
    stream: random.next() < 0.5 ? 'upstream' : 'downstream',
    toxicity: 0.7,
  }));
  let over = false;
  const server = await serve((socket) => (over ? vanish(socket, random) : behave(socket, random)));
  const body = { name: 'soak', listen: '127.0.0.1:0', upstream: `127.0.0.1:${server.port}`, toxics: drawn };
  const port = portOf((await call('POST', '/proxies', body)).json);
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connected(port)));
  for (const client of clients) behave(client, random);
  await new Promise((resolve) => setTimeout(resolve, random.integer(5, 60)));
  if (random.next() < 0.3) await call('DELETE', '/proxies/soak/toxics/t0');
  over = true;
  // Now at the latest every peer is gone, and what holds bytes back is healed: nothing more may stay.
  for (const socket of [...clients, ...server.sockets]) vanish(socket, random);
  await call('POST', '/reset');
  try {
    await untilNoneIsOpen(call, title);
  } finally {
    await call('DELETE', '/proxies/soak');
    await server.close();
  }
}

/** Sends much, little or nothing; reads or not; and ends in some way at some time, or not. */
function behave(socket: Socket, random: Random): void {
  if (random.next() < 0.3) socket.pause();
  else socket.resume();
  if (random.next() < 0.8) socket.write(Buffer.alloc(random.integer(1, 300_000)));
  const kind = random.next();
  if (kind < 0.2) socket.end();
  else if (kind < 0.6) setTimeout(() => vanish(socket, random), random.integer(0, 30));
}

function vanish(socket: Socket, random: Random): void {
  // While a FIN waits behind data libuv refuses to reset, and Node forgets to close.
  const isEnding = socket.writableEnded && !socket.writableFinished;
  if (random.next() < 0.5 && !socket.destroyed && !isEnding) socket.resetAndDestroy();
  else socket.destroy();
}

async function untilNoneIsOpen(call: Call, title: string): Promise<void> {
  const deadlineMs = performance.now() + BOUND_MS;
  for (;;) {
    const { text } = await call('GET', '/metrics');
    const open = [...text.matchAll(/^guasto_proxy_connections_open\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
    const total = open.reduce((sum, count) => sum + count, 0);
    if (total === 0) return;
    assert.ok(performance.now() < deadlineMs, `${title}: ${total} connections are still open`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function weigh(): Promise<{ readonly descriptors: number; readonly bytes: number }> {
  return { bytes: await weighMemory(), descriptors: readdirSync('/proc/self/fd').length };
}
