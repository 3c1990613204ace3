// Starts what is measured, each a process of its own: our proxy, the same with a host that hears every event, the real Toxiproxy
// where there is one (toxiproxy-server on PATH), and a server behind them. What is absent is named.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const here = (name) => join(root, 'bench/proxy', name);
const dist = (name) => join(root, process.env.GUASTO_DIST ?? 'dist', name);
const real = 'toxiproxy-server';

/** GUASTO_BENCH_UNDER='chrt -f 10' (as root): whatever is measured goes before all else that a busy machine does. */
const UNDER = process.env.GUASTO_BENCH_UNDER?.split(' ') ?? [];

const children = new Set();
process.on('exit', () => killAll([...children]));

const LAUNCH = {
  guasto: async () => {
    const child = start(process.execPath, [dist('cli/main.js'), 'proxy', '--port', '0']);
    return { child, url: /http:\S+/.exec(await firstLine(child))[0] };
  },
  tapped: async () => {
    const child = start(process.execPath, [here('tapped.mjs'), dist('proxy/index.js')]);
    return { child, url: await firstLine(child) };
  },
  toxiproxy: async () => {
    const port = await freePort();
    const child = start(real, ['-host', '127.0.0.1', '-port', String(port)], { LOG_LEVEL: 'error' });
    return { child, url: `http://127.0.0.1:${port}` };
  },
};

/** The ways to the server, `direct` first. Close it in the end: nothing it started is left then. */
export async function openBed(names = ['guasto', 'toxiproxy']) {
  const started = new Set(children);
  const server = start(process.execPath, [here('peer.mjs'), 'serve']);
  const upstream = Number(await firstLine(server));
  const ways = [{ name: 'direct', portOf: async () => upstream }];
  for (const name of names) {
    if (name === 'toxiproxy' && !hasReal()) console.log('no toxiproxy-server here: only ours and direct');
    else ways.push(await way(name, upstream));
  }
  return { ways, close: () => killAll([...children].filter((child) => !started.has(child))) };
}

async function way(name, upstream) {
  const { child, url } = await LAUNCH[name]();
  await answering(url);
  const wanted = { name: 'p', listen: '127.0.0.1:0', upstream: `127.0.0.1:${upstream}` };
  const portOf = async (toxics = []) => {
    await call(url, 'DELETE', '/proxies/p');
    const made = await call(url, 'POST', '/proxies', wanted);
    for (const toxic of toxics) await call(url, 'POST', '/proxies/p/toxics', toxic);
    return Number(made.listen.split(':').pop());
  };
  return { name, pid: child.pid, portOf };
}

/** What a peer printed, once it has ended. */
export async function peer(...argv) {
  const child = start(process.execPath, [here('peer.mjs'), ...argv.map(String)]);
  const line = await firstLine(child);
  if (child.exitCode === null) await once(child, 'exit');
  return JSON.parse(line);
}

/** Opens connections and keeps them until the undo is called. */
export async function hold(port, count, mode) {
  const child = start(process.execPath, [here('peer.mjs'), 'hold', String(port), String(count), mode]);
  await firstLine(child);
  return async () => {
    child.stdin.write('\n');
    if (child.exitCode === null) await once(child, 'exit');
  };
}

/** The most that each of so many connections adds while all of them stream as fast as they can, KiB. */
export async function busyMemory(pid, port, count) {
  const before = residentKiB(pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, residentKiB(pid))), 20);
  await peer('bulk', port, count, 2048);
  clearInterval(timer);
  return (most - before) / count;
}

export function residentKiB(pid) {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

export const cpuSeconds = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

export const at = (values, share) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};
export const median = (values) => at(values, 0.5);

/** So many processes that do nothing but keep a core busy; returns the undo. */
export function burn(count) {
  const burners = Array.from({ length: count }, () => spawn(process.execPath, ['-e', 'for (;;);']));
  for (const burner of burners) remember(burner);
  return () => killAll(burners);
}

function start(program, argv, env = {}) {
  const [command, ...rest] = [...UNDER, program, ...argv];
  return remember(spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } }));
}

function remember(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

function killAll(some) {
  for (const child of some) child.kill('SIGKILL');
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}, without a line`)));
  });
}

async function call(url, method, path, body) {
  const response = await fetch(url + path, { method, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok && response.status !== 404) throw new Error(`${method} ${path}: ${text}`);
  return text === '' || response.status === 404 ? undefined : JSON.parse(text);
}

async function answering(url) {
  for (let tries = 0; tries < 500; tries += 1) {
    try {
      await fetch(`${url}/version`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`nobody answers at ${url}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function hasReal() {
  try {
    execFileSync(real, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
