// That a Toxiproxy still answers, and a proxy of it still serves, while something else is in trouble.

import assert from 'node:assert/strict';
import { connected, roundTripsMs } from './plain-server.js';
import type { Call } from './toxiproxy-under-test.js';

/** What an answer of the API may take while the proxy is in trouble, ms: nothing in it waits for a peer. */
const PROMPT_MS = 2000;

export async function assertPrompt(call: Call, method: string, path: string, body?: unknown): Promise<void> {
  const startedMs = performance.now();
  const { status } = await call(method, path, body);
  const tookMs = performance.now() - startedMs;
  assert.ok(status < 300 && tookMs < PROMPT_MS, `${method} ${path}: ${status} after ${tookMs} ms`);
}

/** A proxy in front of an echo server that had nothing to do with the trouble. */
export async function assertServes(port: number): Promise<void> {
  const client = await connected(port);
  const tookMs = await roundTripsMs(client, 20);
  client.destroy();
  assert.ok(tookMs < PROMPT_MS, `20 round trips took ${tookMs} ms`);
}
