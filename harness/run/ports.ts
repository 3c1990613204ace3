// Free ports below the ephemeral range, where no outgoing connection can steal one. Each process owns a block, and more when that
// is nearly used up. A block is claimed by listening on its first port: the kernel gives the claim up when the process dies,
// however it dies.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { RigError } from '../vocabulary/rig-error.js';
import type { Undo } from '../vocabulary/undo.js';
import { readSockets } from './kernel-table.js';

const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_700;
const BLOCK_SIZE = 300;
const LOOPBACK = '127.0.0.1';
/** With fewer free ports another block is claimed; that takes a turn or two of the loop. */
const FEW_PORTS = 100;
/** Others want theirs. */
const MOST_BLOCKS = 16;
/** How long a look at the kernel's table (milliseconds) counts for ports that we did not use ourselves since. */
const TABLE_LASTS_MS = 1_000;

export interface PortBlock {
  /** Ports on which no socket of any state exists (TIME_WAIT included); the undo gives them back. Throws RigError. */
  lease(count: number): { readonly ports: readonly number[]; readonly release: Undo };
  close(): Promise<void>;
}

/** Claims a block that no other process holds. Throws RigError `no-free-port` when all are taken. */
export async function claimPortBlock(): Promise<PortBlock> {
  const claimed = await claimBlock();
  if (claimed !== undefined) return new OwnedPorts(claimed);
  throw new RigError('no-free-port', `all blocks of ${BLOCK_SIZE} ports above ${LOWEST_PORT} are taken`, {
    hint: 'other runs hold them: wait for them, or look for processes that listen there with `ss -ltnp`',
  });
}

interface ClaimedBlock {
  readonly first: number;
  readonly sentinel: Server;
}

async function claimBlock(): Promise<ClaimedBlock | undefined> {
  const highest = Math.min(HIGHEST_PORT, lowestEphemeralPort() - 1);
  // Where the ephemeral range begins lower still there is nothing below it: a stolen port then shows as EADDRINUSE.
  const blocks = Math.floor(((highest - LOWEST_PORT < BLOCK_SIZE ? HIGHEST_PORT : highest) - LOWEST_PORT) / BLOCK_SIZE);
  // Starting at a place of its own, a process seldom meets the claims of the others.
  const offset = process.pid % blocks;
  for (let i = 0; i < blocks; i += 1) {
    const first = LOWEST_PORT + ((offset + i) % blocks) * BLOCK_SIZE;
    const sentinel = await tryListen(first);
    if (sentinel !== undefined) return { first, sentinel };
  }
  return undefined;
}

class OwnedPorts implements PortBlock {
  readonly #sentinels: Server[] = [];
  /** Least recently used first. */
  #idle: { readonly port: number; readonly idleSinceMs: number }[] = [];
  #busy: ReadonlySet<number> = new Set();
  #lookedAtMs = -Infinity;
  #growing: Promise<void> | undefined;
  #isClosed = false;

  constructor(block: ClaimedBlock) {
    this.#own(block);
  }

  lease(count: number): { readonly ports: readonly number[]; readonly release: Undo } {
    const isFresh = performance.now() - this.#lookedAtMs < TABLE_LASTS_MS;
    let free = isFresh ? this.#free() : [];
    if (free.length < count + FEW_PORTS) {
      this.#look();
      free = this.#free();
      if (free.length < count + FEW_PORTS) this.#grow();
    }
    if (free.length < count) {
      throw new RigError(
        'no-free-port',
        `expected ${count} free ports in this process's blocks, found ${free.length}`,
        {
          hint: 'run fewer scenarios at once, or wait a minute for TIME_WAIT to pass',
        },
      );
    }
    const leased = new Set(free.slice(0, count));
    const ports = [...leased];
    this.#idle = this.#idle.filter(({ port }) => !leased.has(port));
    return { ports, release: () => this.#giveBack(leased) };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#growing;
    await Promise.all(
      this.#sentinels.map((sentinel) => new Promise<void>((resolve) => sentinel.close(() => resolve()))),
    );
  }

  #own({ first, sentinel }: ClaimedBlock): void {
    this.#sentinels.push(sentinel);
    const ports = Array.from({ length: BLOCK_SIZE - 1 }, (_, i) => ({ port: first + 1 + i, idleSinceMs: -Infinity }));
    this.#idle = [...ports, ...this.#idle];
  }

  /** Runs that come one after the other leave many ports in TIME_WAIT: a minute of them may need more than one block has. */
  #grow(): void {
    if (this.#isClosed || this.#sentinels.length >= MOST_BLOCKS) return;
    this.#growing ??= claimBlock().then((block) => {
      this.#growing = undefined;
      if (block !== undefined) this.#own(block);
    });
  }

  #free(): readonly number[] {
    return this.#idle.flatMap(({ port, idleSinceMs }) =>
      !this.#busy.has(port) && idleSinceMs < this.#lookedAtMs ? [port] : [],
    );
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
