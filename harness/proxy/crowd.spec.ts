// Five thousand connections at once, and what they cost.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { startToxiproxy } from './index.js';
import { callerOf, portOf } from './testing/toxiproxy-under-test.js';

const COUNT = 5000;
/** Two descriptors a connection, and some. */
const DESCRIPTORS = 2 * COUNT + 500;

/** What the README states, KiB; a connection costs about 13 on Linux with Node 20. */
const MOST_KIB_EACH = 40;

/** An answer of the API in the middle of it, ms. */
const PROMPT_MS = 2000;

test(`${COUNT} connections are served, cost what the README says, and leave nothing behind`, async (t) => {
  const limit = descriptorLimit();
  if (limit < DESCRIPTORS) return t.skip(`needs ${DESCRIPTORS} descriptors, and the limit is ${limit} (ulimit -n)`);
  const toxiproxy = await startToxiproxy();
  t.after(() => toxiproxy.stop());
  const call = callerOf(toxiproxy.url);
  const server = crowd(t, 'serve');
  const body = { name: 'p', listen: '127.0.0.1:0', upstream: `127.0.0.1:${await lineOf(server)}` };
  const port = portOf((await call('POST', '/proxies', body)).json);
  const before = { descriptors: descriptors(), kib: residentKiB() };

  const clients = crowd(t, 'hold', String(port), String(COUNT));
  const again = lineOf(clients, 2);
  assert.equal(await lineOf(clients), 'held');
  const kibEach = (residentKiB() - before.kib) / COUNT;
  assert.ok(kibEach < MOST_KIB_EACH, `${kibEach} KiB each`);
  assert.ok(descriptors() - before.descriptors >= 2 * COUNT);
  const askedMs = performance.now();
  const { status } = await call('POST', '/proxies/p/toxics', { type: 'latency', attributes: { latency: 20 } });
  assert.ok(status === 200 && performance.now() - askedMs < PROMPT_MS);
  clients.stdin?.write('\n');
  assert.equal(await again, 'again');

  await call('DELETE', '/proxies/p');
  assert.ok(descriptors() <= before.descriptors + 5, `${before.descriptors} before, ${descriptors()} after`);
});

function crowd(t: TestContext, ...argv: readonly string[]): ChildProcess {
  const program = join(__dirname, 'testing/crowd.js');
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

/** Its n-th line; rejects if it ends before. */
function lineOf({ stdout }: ChildProcess, nth = 1): Promise<string> {
  return new Promise((resolve, reject) => {
    assert.ok(stdout !== null);
    let left = nth;
    const lines = createInterface({ input: stdout });
    lines.on('line', (line) => (left -= 1) === 0 && resolve(line));
    lines.on('close', () => reject(new Error(`ended before its line ${nth}`)));
  });
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;
const residentKiB = (): number => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

function descriptorLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
