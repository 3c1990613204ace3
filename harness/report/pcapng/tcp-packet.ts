// A TCP segment in an IP packet, as bytes: IPv4 (RFC 791) or IPv6 (RFC 8200), TCP (RFC 9293).

import { joined } from './blocks.js';
import type { Address } from '../../vocabulary/network.js';

export interface Segment {
  readonly from: Address;
  readonly to: Address;
  readonly seq: number;
  readonly ack: number;
  readonly flags: {
    readonly syn?: true;
    readonly fin?: true;
    readonly rst?: true;
    readonly psh?: true;
    readonly ack?: true;
  };
  /** What is known of the payload: a beginning of it. */
  readonly payload: Uint8Array;
  readonly payloadSize: number;
}

export interface TcpPacket {
  /** Headers and what is known of the payload. */
  readonly bytes: Uint8Array;
  readonly originalSize: number;
}

const TCP = 6;
const HOPS = 64;
/** With this scale a window of 64 MiB can be said: none of ours is ever full. RFC 7323 2.2. */
const WINDOW = 0xffff;
const WINDOW_SCALE = 10;
/** Of Linux' loopback: 65536 less the headers of IPv4 and TCP. */
export const MAXIMUM_SEGMENT = 65_495;

export function tcpPacket(segment: Segment): TcpPacket {
  const isV6 = segment.from.host.includes(':') || segment.to.host.includes(':');
  const [source, target] = [hostBytes(segment.from.host, isV6), hostBytes(segment.to.host, isV6)];
  const tcp = tcpHeader(segment);
  const size = tcp.length + segment.payloadSize;
  const ip = isV6 ? ipv6Header(source, target, size) : ipv4Header(source, target, size);
  // Of a payload that is not known as a whole there is no checksum to be had: the packet says so by being cut.
  if (segment.payload.length === segment.payloadSize) {
    const pseudo = pseudoHeader(source, target, size);
    put16(tcp, 16, checksum(joined([pseudo, tcp, segment.payload])));
  }
  return { bytes: joined([ip, tcp, segment.payload]), originalSize: ip.length + size };
}

function tcpHeader({ from, to, seq, ack, flags }: Segment): Uint8Array {
  const options =
    flags.syn === true
      ? Uint8Array.of(2, 4, MAXIMUM_SEGMENT >> 8, MAXIMUM_SEGMENT & 0xff, 1, 3, 3, WINDOW_SCALE)
      : new Uint8Array();
  const header = new Uint8Array(20 + options.length);
  put16(header, 0, from.port);
  put16(header, 2, to.port);
  put32(header, 4, seq);
  put32(header, 8, flags.ack === true ? ack : 0);
  header[12] = (header.length / 4) << 4;
  header[13] =
    (flags.fin === true ? 0x01 : 0) |
    (flags.syn === true ? 0x02 : 0) |
    (flags.rst === true ? 0x04 : 0) |
    (flags.psh === true ? 0x08 : 0) |
    (flags.ack === true ? 0x10 : 0);
  put16(header, 14, flags.rst === true ? 0 : WINDOW);
  header.set(options, 20);
  return header;
}

function ipv4Header(source: Uint8Array, target: Uint8Array, size: number): Uint8Array {
  const header = new Uint8Array(20);
  header[0] = 0x45;
  put16(header, 2, header.length + size);
  header[6] = 0x40; // Don't fragment.
  header[8] = HOPS;
  header[9] = TCP;
  header.set(source, 12);
  header.set(target, 16);
  put16(header, 10, checksum(header));
  return header;
}

function ipv6Header(source: Uint8Array, target: Uint8Array, size: number): Uint8Array {
  const header = new Uint8Array(40);
  header[0] = 0x60;
  put16(header, 4, size);
  header[6] = TCP;
  header[7] = HOPS;
  header.set(source, 8);
  header.set(target, 24);
  return header;
}

/** RFC 9293 3.1 and RFC 8200 8.1; for the sum the order of the fields does not matter. */
function pseudoHeader(source: Uint8Array, target: Uint8Array, size: number): Uint8Array {
  const rest = new Uint8Array(8);
  put32(rest, 0, size);
  rest[7] = TCP;
  return joined([source, target, rest]);
}

/** RFC 1071. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
    if (sum > 0xffff) sum = (sum & 0xffff) + 1;
  }
  return ~sum & 0xffff;
}

/** Anything that is no address (a name, nothing) is told as the unspecified one. */
function hostBytes(host: string, isV6: boolean): Uint8Array {
  const bytes = new Uint8Array(isV6 ? 16 : 4);
  if (!isV6) {
    const parts = host.split('.').map(Number);
    if (parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)) bytes.set(parts);
    return bytes;
  }
  const [head = '', tail] = host.split('::');
  const groups = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((group) => parseInt(group, 16) || 0);
  const [first, last] = [groups(head), groups(tail ?? '')];
  first.slice(0, 8).forEach((group, index) => put16(bytes, index * 2, group));
  last.slice(0, 8).forEach((group, index) => put16(bytes, 16 - (last.length - index) * 2, group));
  return bytes;
}

function put16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = (value >>> 8) & 0xff;
  bytes[offset + 1] = value & 0xff;
}

function put32(bytes: Uint8Array, offset: number, value: number): void {
  put16(bytes, offset, value >>> 16);
  put16(bytes, offset + 2, value);
}
