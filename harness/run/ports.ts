// Free ports below the ephemeral range, where no outgoing connection can steal one. Each process owns a block, claimed by
// listening on the block's first port: the kernel gives the claim up when the process dies, however it dies.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { RigError } from '../vocabulary/rig-error.js';
import type { Undo } from '../vocabulary/undo.js';
import { readSockets } from './kernel-table.js';

const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_700;
const BLOCK_SIZE = 300;
const LOOPBACK = '127.0.0.1';
/** How long a look at the kernel's table (milliseconds) counts for ports that we did not use ourselves since. */
const TABLE_LASTS_MS = 1_000;

export interface PortBlock {
  /** Ports on which no socket of any state exists (TIME_WAIT included); the undo gives them back. Throws RigError. */
  lease(count: number): { readonly ports: readonly number[]; readonly release: Undo };
  close(): Promise<void>;
}

/** Claims a block that no other process holds. Throws RigError `no-free-port` when all are taken. */
export async function claimPortBlock(): Promise<PortBlock> {
  const highest = Math.min(HIGHEST_PORT, lowestEphemeralPort() - 1);
  // Where the ephemeral range begins lower still there is nothing below it: a stolen port then shows as EADDRINUSE.
  const blocks = Math.floor(((highest - LOWEST_PORT < BLOCK_SIZE ? HIGHEST_PORT : highest) - LOWEST_PORT) / BLOCK_SIZE);
  // Starting at a place of its own, a process seldom meets the claims of the others.
  const offset = process.pid % blocks;
  for (let i = 0; i < blocks; i += 1) {
    const first = LOWEST_PORT + ((offset + i) % blocks) * BLOCK_SIZE;
    const sentinel = await tryListen(first);
    if (sentinel !== undefined) return new OwnedBlock(first, sentinel);
  }
  throw new RigError('no-free-port', `all ${blocks} blocks of ports above ${LOWEST_PORT} are taken`, {
    hint: 'other runs hold them: wait for them, or look for processes that listen there with `ss -ltnp`',
  });
}

class OwnedBlock implements PortBlock {
  readonly #sentinel: Server;
  /** Least recently used first. */
  #idle: { readonly port: number; readonly idleSinceMs: number }[];
  #busy: ReadonlySet<number> = new Set();
  #lookedAtMs = -Infinity;

  constructor(first: number, sentinel: Server) {
    this.#sentinel = sentinel;
    this.#idle = Array.from({ length: BLOCK_SIZE - 1 }, (_, i) => ({ port: first + 1 + i, idleSinceMs: -Infinity }));
  }

  lease(count: number): { readonly ports: readonly number[]; readonly release: Undo } {
    const isFresh = performance.now() - this.#lookedAtMs < TABLE_LASTS_MS;
    let ports = isFresh ? this.#free(count) : [];
    if (ports.length < count) {
      this.#look();
      ports = this.#free(count);
    }
    if (ports.length < count) {
      throw new RigError(
        'no-free-port',
        `expected ${count} free ports in this process's block, found ${ports.length}`,
        {
          hint: 'run fewer scenarios at once, or wait a minute for TIME_WAIT to pass',
        },
      );
    }
    const leased = new Set(ports);
    this.#idle = this.#idle.filter(({ port }) => !leased.has(port));
    return { ports, release: () => this.#giveBack(leased) };
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#sentinel.close(() => resolve()));
  }

  #free(count: number): readonly number[] {
    const free = this.#idle.filter(({ port, idleSinceMs }) => !this.#busy.has(port) && idleSinceMs < this.#lookedAtMs);
    return free.slice(0, count).map(({ port }) => port);
  }

  #look(): void {
    this.#busy = localPortsInUse();
    this.#lookedAtMs = performance.now();
  }

  /** Once: a port that was given back twice would be leased to two. */
  #giveBack(leased: Set<number>): void {
    for (const port of leased) this.#idle.push({ port, idleSinceMs: performance.now() });
    leased.clear();
  }
}

function tryListen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => resolve(server));
  });
}

function localPortsInUse(): ReadonlySet<number> {
  try {
    return new Set(readSockets().map((socket) => socket.local.port));
  } catch {
    // Without the table (not Linux) a port in use shows when the program can't bind it.
    return new Set();
  }
}

/** ip(7) ip_local_port_range. */
function lowestEphemeralPort(): number {
  try {
    const lowest = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1'), 10);
    return Number.isNaN(lowest) ? HIGHEST_PORT + 1 : lowest;
  } catch {
    return HIGHEST_PORT + 1;
  }
}
