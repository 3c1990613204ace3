// The blocks of a pcapng file (draft-ietf-opsawg-pcapng), little-endian: one section, its interfaces, its packets.
//
//   block:  type | total length | body, padded to 32 bits | options | total length
//   option: code | length | value, padded to 32 bits

export interface Section {
  readonly comment: string;
  readonly application: string;
  readonly os: string;
}

export interface Interface {
  readonly name: string;
  readonly description: string;
}

export interface CapturedPacket {
  /** Index of its interface, in the order in which they were described. */
  readonly interface: number;
  /** µs since the epoch. */
  readonly timestampUs: number;
  /** What there is of it. */
  readonly bytes: Uint8Array;
  /** How long it was on the wire. */
  readonly originalSize: number;
  readonly comments: readonly string[];
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Raw IP, version 4 or 6 by its first bits: https://www.tcpdump.org/linktypes.html. */
export const LINKTYPE_RAW = 101;

const OPTION = { end: 0, comment: 1, os: 3, application: 4, interfaceName: 2, interfaceDescription: 3, timeUnit: 9 };
/** Timestamps count 10^-6 s. */
const MICROSECONDS = Uint8Array.of(6);

export function sectionHeader({ comment, application, os }: Section): Uint8Array {
  const body = new DataView(new ArrayBuffer(16));
  body.setUint32(0, BYTE_ORDER_MAGIC, true);
  body.setUint16(4, 1, true);
  // Version 1.0; the length of the section is not told.
  body.setBigInt64(8, -1n, true);
  return block(SECTION_HEADER, bytesOf(body), [
    [OPTION.comment, utf8(comment)],
    [OPTION.os, utf8(os)],
    [OPTION.application, utf8(application)],
  ]);
}

export function interfaceDescription({ name, description }: Interface): Uint8Array {
  const body = new DataView(new ArrayBuffer(8));
  body.setUint16(0, LINKTYPE_RAW, true);
  return block(INTERFACE_DESCRIPTION, bytesOf(body), [
    [OPTION.interfaceName, utf8(name)],
    [OPTION.interfaceDescription, utf8(description)],
    [OPTION.timeUnit, MICROSECONDS],
  ]);
}

export function enhancedPacket(packet: CapturedPacket): Uint8Array {
  const head = new DataView(new ArrayBuffer(20));
  const timestamp = BigInt(packet.timestampUs);
  head.setUint32(0, packet.interface, true);
  head.setUint32(4, Number(timestamp >> 32n), true);
  head.setUint32(8, Number(timestamp & 0xffffffffn), true);
  head.setUint32(12, packet.bytes.length, true);
  head.setUint32(16, packet.originalSize, true);
  const options = packet.comments.map((comment): Option => [OPTION.comment, utf8(comment)]);
  return block(ENHANCED_PACKET, joined([bytesOf(head), padded(packet.bytes)]), options);
}

type Option = readonly [code: number, value: Uint8Array];

function block(type: number, body: Uint8Array, options: readonly Option[]): Uint8Array {
  const written = options.length === 0 ? [] : [...options, [OPTION.end, new Uint8Array()] as const].map(optionBytes);
  const inner = joined([body, ...written]);
  const frame = new DataView(new ArrayBuffer(12));
  frame.setUint32(0, type, true);
  frame.setUint32(4, inner.length + 12, true);
  frame.setUint32(8, inner.length + 12, true);
  const [around, length] = [bytesOf(frame).subarray(0, 8), bytesOf(frame).subarray(8)];
  return joined([around, inner, length]);
}

/** Options hold at most 64 KiB. */
const MOST_OPTION_BYTES = 0xffff;

function optionBytes([code, value]: Option): Uint8Array {
  const cut = value.subarray(0, MOST_OPTION_BYTES);
  const head = new DataView(new ArrayBuffer(4));
  head.setUint16(0, code, true);
  head.setUint16(2, cut.length, true);
  return joined([bytesOf(head), padded(cut)]);
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const bytesOf = ({ buffer }: DataView): Uint8Array => new Uint8Array(buffer);

function padded(bytes: Uint8Array): Uint8Array {
  const size = Math.ceil(bytes.length / 4) * 4;
  if (size === bytes.length) return bytes;
  const wide = new Uint8Array(size);
  wide.set(bytes);
  return wide;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
