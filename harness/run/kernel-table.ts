// The kernel's table of TCP sockets, read for many waiters at once: LISTEN sockets come first in it, so that readiness
// costs a look at its head, while a full look walks the whole connection hash.

import { closeSync, openSync, readFileSync, readSync, readdirSync, readlinkSync } from 'node:fs';
import { parseTcpTable } from '../kinds/observers/kernel-tcp.js';
import type { TcpSocket } from '../record/events/tcp-events.js';

const TABLE = '/proc/net/tcp';
/** The table is read in pieces of this size until a socket that does not listen appears. */
const HEAD_BYTES = 4096;
const MOST_PIECES = 256;

/** All IPv4 sockets of this network namespace. Throws when the kernel has no such table. */
export function readSockets(): readonly TcpSocket[] {
  return parseTcpTable(readFileSync(TABLE, 'latin1'));
}

/** The listening sockets only, cheaply. */
export function readListeners(): readonly TcpSocket[] {
  const fd = openSync(TABLE, 'r');
  try {
    let text = '';
    const buffer = Buffer.alloc(HEAD_BYTES);
    for (let piece = 0; piece < MOST_PIECES; piece += 1) {
      const sizeBytes = readSync(fd, buffer);
      if (sizeBytes === 0) break;
      text += buffer.toString('latin1', 0, sizeBytes);
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      if (parseTcpTable(whole).some((socket) => socket.state !== 'LISTEN')) break;
    }
    return parseTcpTable(text.slice(0, text.lastIndexOf('\n') + 1)).filter((socket) => socket.state === 'LISTEN');
  } finally {
    closeSync(fd);
  }
}

/** The sockets that a process of the group has open, by inode. Processes that end meanwhile are passed over. */
export function socketInodesOfGroup(pgid: number): ReadonlySet<number> {
  const inodes = new Set<number>();
  addSocketInodes(pgid, inodes);
  return inodes;
}

/** As socketInodesOfGroup, but looks at every process of the group, not only its leader: walks all of /proc. */
export function socketInodesOfWholeGroup(pgid: number): ReadonlySet<number> {
  const inodes = new Set<number>();
  for (const entry of readdirSync('/proc')) {
    if (/^\d+$/.test(entry) && groupOf(Number(entry)) === pgid) addSocketInodes(Number(entry), inodes);
  }
  return inodes;
}

function addSocketInodes(pid: number, inodes: Set<number>): void {
  for (const fd of listFolder(`/proc/${pid}/fd`)) {
    const match = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`));
    if (match?.[1] !== undefined) inodes.add(Number(match[1]));
  }
}

function groupOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return undefined;
  }
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
