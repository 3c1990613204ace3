// Free ports below the ephemeral range, where no outgoing connection can steal one. Each process owns a block, claimed by
// listening on the block's first port: the kernel gives the claim up when the process dies, however it dies.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { parseTcpTable } from '../kinds/observers/kernel-tcp.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { Undo } from '../vocabulary/undo.js';

const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_700;
const BLOCK_SIZE = 300;
const LOOPBACK = '127.0.0.1';

export interface PortBlock {
  /** Ports on which no socket of any state exists (TIME_WAIT included); the undo gives them back. Throws RigError. */
  lease(count: number): { readonly ports: readonly number[]; readonly release: Undo };
  close(): Promise<void>;
}

/** Claims a block that no other process holds. Throws RigError `no-free-port` when all are taken. */
export async function claimPortBlock(): Promise<PortBlock> {
  const blocks = Math.floor((HIGHEST_PORT - LOWEST_PORT) / BLOCK_SIZE);
  // Starting at a place of its own, a process seldom meets the claims of the others.
  const offset = process.pid % blocks;
  for (let i = 0; i < blocks; i += 1) {
    const first = LOWEST_PORT + ((offset + i) % blocks) * BLOCK_SIZE;
    const sentinel = await tryListen(first);
    if (sentinel !== undefined) return new OwnedBlock(first, sentinel);
  }
  throw new RigError('no-free-port', `all ${blocks} port blocks from ${LOWEST_PORT} to ${HIGHEST_PORT} are taken`, {
    hint: 'other runs hold them: wait for them, or look for processes that listen there with `ss -ltnp`',
  });
}

class OwnedBlock implements PortBlock {
  readonly #sentinel: Server;
  /** Least recently used first. */
  #idle: number[];

  constructor(first: number, sentinel: Server) {
    this.#sentinel = sentinel;
    this.#idle = Array.from({ length: BLOCK_SIZE - 1 }, (_, i) => first + 1 + i);
  }

  lease(count: number): { readonly ports: readonly number[]; readonly release: Undo } {
    const busy = localPortsInUse();
    const ports = this.#idle.filter((port) => !busy.has(port)).slice(0, count);
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
    this.#idle = this.#idle.filter((port) => !leased.has(port));
    return { ports, release: () => void this.#idle.push(...ports) };
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#sentinel.close(() => resolve()));
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
    return new Set(parseTcpTable(readFileSync('/proc/net/tcp', 'latin1')).map((socket) => socket.local.port));
  } catch {
    // Without the table (not Linux) a port in use shows when the program can't bind it.
    return new Set();
  }
}
