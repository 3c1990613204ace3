// The kernel's tables of TCP sockets, IPv4 and IPv6, and whose sockets they are. LISTEN sockets come first in a table: the
// rest of it is a walk through the whole connection hash (milliseconds), which nobody makes who seeks a listener.

import { closeSync, openSync, readFileSync, readSync, readdirSync, readlinkSync } from 'node:fs';
import { parseTcpTable } from '../kinds/observers/kernel-tcp.js';
import type { TcpSocket } from '../record/events/tcp-events.js';
import { processesOfGroup } from './process-group.js';

const TABLE = '/proc/net/tcp';
/** Missing where IPv6 is switched off. A server that listens on `::` is here, and so are its IPv4 connections. */
const TABLE_6 = '/proc/net/tcp6';
/** One row of the IPv4 table, one of IPv6: a read of so much makes the kernel look no further than the next row. */
const ROW_BYTES = 150;
const ROW_6_BYTES = 179;
const MOST_ROWS = 10_000;

/** All sockets of this network namespace. Throws when the kernel has no such table. */
export function readSockets(): readonly TcpSocket[] {
  return [...parseTcpTable(readFileSync(TABLE, 'latin1')), ...parseTcpTable(textOf(TABLE_6))];
}

/** The listening sockets only, cheaply; the reading ends with the first for which `isSought` is true. */
export function readListeners(isSought: (socket: TcpSocket) => boolean = () => false): readonly TcpSocket[] {
  const listeners = readRows(TABLE, ROW_BYTES, isSought);
  return listeners.some(isSought) ? listeners : [...listeners, ...readRows(TABLE_6, ROW_6_BYTES, isSought)];
}

/** The sockets that the leader of a group has open, by inode; none when it has ended. */
export function socketInodesOf(pid: number): ReadonlySet<number> {
  const inodes = new Set<number>();
  addSocketInodes(pid, inodes);
  return inodes;
}

/** As socketInodesOf, for every process of the group, not only its leader: walks all of /proc. */
export function socketInodesOfGroup(pgid: number): ReadonlySet<number> {
  const inodes = new Set<number>();
  for (const { pid } of processesOfGroup(pgid) ?? []) addSocketInodes(pid, inodes);
  return inodes;
}

function readRows(table: string, rowBytes: number, isSought: (socket: TcpSocket) => boolean): readonly TcpSocket[] {
  const listeners: TcpSocket[] = [];
  let fd: number;
  try {
    fd = openSync(table, 'r');
  } catch {
    return listeners;
  }
  try {
    const buffer = Buffer.alloc(rowBytes);
    let text = '';
    for (let row = 0; row < MOST_ROWS; row += 1) {
      const sizeBytes = readSync(fd, buffer);
      text += buffer.toString('latin1', 0, sizeBytes);
      const end = text.lastIndexOf('\n') + 1;
      const sockets = parseTcpTable(text.slice(0, end));
      text = text.slice(end);
      listeners.push(...sockets.filter((socket) => socket.state === 'LISTEN'));
      if (sizeBytes === 0 || sockets.some((socket) => socket.state !== 'LISTEN' || isSought(socket))) break;
    }
    return listeners;
  } finally {
    closeSync(fd);
  }
}

function addSocketInodes(pid: number, inodes: Set<number>): void {
  for (const fd of listFolder(`/proc/${pid}/fd`)) {
    const match = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`));
    if (match?.[1] !== undefined) inodes.add(Number(match[1]));
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
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
