// What Node does not tell about a socket: how many bytes the kernel still has to bring to the peer (proc(5) /proc/net/tcp).

import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/** IPv4 sockets, and those of dual-stack listeners. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** Without progress for so long the peer does not read: nothing more will leave soon. */
const PATIENCE_MS = 250;

/**
 * Calls `drained` once the peer's kernel has everything that was written: a reset discards what it has not. Gives up on a
 * peer that does not read, and at once where there is no such table.
 */
export async function whenDrained(socket: Socket, drained: () => void): Promise<void> {
  const { localPort, remotePort } = socket;
  let leftBytes = Infinity;
  for (let waitMs = 1, idleMs = 0; idleMs < PATIENCE_MS && !socket.destroyed; waitMs = Math.min(2 * waitMs, 50)) {
    const nowBytes = queuedIn(await readTables(), localPort ?? 0, remotePort ?? 0);
    if (nowBytes === 0 || nowBytes === undefined) break;
    idleMs = nowBytes < leftBytes ? 0 : idleMs + waitMs;
    leftBytes = nowBytes;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  drained();
}

/** The transmit queue of the socket with these ports; undefined if there is none. */
function queuedIn(tables: string, localPort: number, remotePort: number): number | undefined {
  const [local, remote] = [localPort, remotePort].map((port) => port.toString(16).toUpperCase().padStart(4, '0'));
  const row = new RegExp(`: [0-9A-F]+:${local} [0-9A-F]+:${remote} [0-9A-F]{2} ([0-9A-F]{8}):`).exec(tables);
  return row?.[1] === undefined ? undefined : Number.parseInt(row[1], 16);
}

let reading: Promise<string> | undefined;
let nextReading: Promise<string> | undefined;

/** One reading at a time, shared by all that asked before it began: each walks the kernel's whole connection hash. */
function readTables(): Promise<string> {
  nextReading ??= (reading ?? Promise.resolve('')).then(() => {
    reading = nextReading;
    nextReading = undefined;
    return readAll();
  });
  return nextReading;
}

async function readAll(): Promise<string> {
  const texts = await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => '')));
  return texts.join('');
}
