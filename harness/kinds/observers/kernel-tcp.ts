// The kernel's table of TCP sockets, proc(5) /proc/net/tcp and /proc/net/tcp6, as text → sockets. Pure: the run room reads the file.
//
//   0: 0100007F:4E21 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0  54321 1 …
//   │  local         remote        state                                      uid      inode

import type { TcpSocket } from '../../record/events/tcp-events.js';
import { TCP_STATES, type Address, type TcpState } from '../../vocabulary/network.js';

const ROW = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]{2}) \S+ \S+ \S+ +\d+ +\d+ +(\d+)/;

/** Every socket of the table. Rows that are not one (the heading, a last row cut short) are passed over. */
export function parseTcpTable(text: string): readonly TcpSocket[] {
  return text.split('\n').flatMap((row) => parseRow(row) ?? []);
}

/** The inodes by which the listening sockets of a port are found among a process's descriptors (`socket:[INODE]`). */
export function listeningInodes(sockets: readonly TcpSocket[], port: number): ReadonlySet<number> {
  return new Set(
    sockets.filter(({ state, local }) => state === 'LISTEN' && local.port === port).map((one) => one.inode),
  );
}

function parseRow(row: string): TcpSocket | undefined {
  const [, localHost = '', localPort = '', remoteHost = '', remotePort = '', code = '', inode = ''] =
    ROW.exec(row) ?? [];
  const state = stateOf(Number.parseInt(code, 16));
  const local = addressOf(localHost, localPort);
  const remote = addressOf(remoteHost, remotePort);
  if (state === undefined || local === undefined || remote === undefined) return undefined;
  return { local, remote, state, inode: Number(inode) };
}

/** Linux include/net/tcp_states.h counts from 1 in this order; 12 is TCP_NEW_SYN_RECV, which tcp(7) calls SYN_RECV too. */
function stateOf(code: number): TcpState | undefined {
  return code === 12 ? 'SYN_RECV' : TCP_STATES[code - 1];
}

function addressOf(hex: string, port: string): Address | undefined {
  const host = hex.length === 8 ? ipv4Of(bytesOf(hex)) : hex.length === 32 ? ipv6Of(bytesOf(hex)) : undefined;
  return host === undefined ? undefined : { host, port: Number.parseInt(port, 16) };
}

/** The kernel prints each 32-bit word of the address as a number, so its bytes stand in reverse on a little-endian machine. */
function bytesOf(hex: string): readonly number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.flatMap((word) => (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).toReversed());
}

const ipv4Of = (bytes: readonly number[]): string => bytes.join('.');

/** RFC 5952: lower case, the longest run of two or more zero groups as `::`, an IPv4-mapped address with its dots. */
function ipv6Of(bytes: readonly number[]): string {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (isMapped) return `::ffff:${ipv4Of(bytes.slice(12))}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  const zeros = longestRunOfZeros(groups);
  if (zeros.length < 2) return groups.join(':');
  const before = groups.slice(0, zeros.start).join(':');
  const after = groups.slice(zeros.start + zeros.length).join(':');
  return `${before}::${after}`;
}

function longestRunOfZeros(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    const end = groups.findIndex((group, i) => i >= start && group !== '0');
    const length = (end === -1 ? groups.length : end) - start;
    if (length > longest.length) longest = { start, length };
  }
  return longest;
}
