// One TCP connection told again as segments: sequence and acknowledgement numbers are made up, but consistent; every segment
// is acknowledged at once, since when it was is not known.

import { MAXIMUM_SEGMENT, tcpPacket, type Segment, type TcpPacket } from './tcp-packet.js';
import type { Address, Ending } from '../../vocabulary/network.js';

/** a connected to b. */
export type End = 'a' | 'b';

export interface TimedPacket extends TcpPacket {
  readonly atUs: number;
  readonly comments: readonly string[];
}

export interface Bytes {
  /** In their stream, before these. */
  readonly offset: number;
  readonly size: number;
  /** The first of them that are known. */
  readonly known: Uint8Array;
  readonly comments?: readonly string[];
}

/** Each end begins with the same number, so that a file is the same whenever it is made: RFC 9293 3.4.1 is about safety. */
const FIRST_SEQ: Readonly<Record<End, number>> = { a: 1_000, b: 5_000 };
/** Leaves room for the options that Linux would have sent. */
const SEGMENT = MAXIMUM_SEGMENT - 12;

export class Conversation {
  readonly packets: TimedPacket[] = [];
  readonly #addresses: Readonly<Record<End, Address>>;
  /** Of the next byte that each end sends. */
  readonly #next: Record<End, number> = { a: FIRST_SEQ.a, b: FIRST_SEQ.b };
  readonly #ended = new Set<End>();
  #isReset = false;

  constructor(addresses: Readonly<Record<End, Address>>) {
    this.#addresses = addresses;
  }

  open(atUs: number, comments: readonly string[]): void {
    this.#segment(atUs, 'a', { flags: { syn: true } }, comments);
    this.#next.a += 1;
    this.#segment(atUs, 'b', { flags: { syn: true, ack: true } });
    this.#next.b += 1;
    this.#segment(atUs, 'a', { flags: { ack: true } });
  }

  /** Nobody answered, or the port was closed. */
  refuse(atUs: number, errno: string, comments: readonly string[]): void {
    this.#segment(atUs, 'a', { flags: { syn: true } }, comments);
    this.#next.a += 1;
    if (errno === 'ECONNREFUSED') this.#segment(atUs, 'b', { flags: { rst: true, ack: true } });
    this.#isReset = true;
  }

  send(atUs: number, from: End, { offset, size, known, comments = [] }: Bytes): void {
    if (this.#isReset || size === 0) return;
    const other = from === 'a' ? 'b' : 'a';
    const firstSeq = FIRST_SEQ[from] + 1 + offset;
    for (let sent = 0; sent < size; sent += SEGMENT) {
      const payloadSize = Math.min(SEGMENT, size - sent);
      this.#next[from] = firstSeq + sent;
      const payload = known.subarray(sent, sent + payloadSize);
      const flags = sent + payloadSize === size ? ({ ack: true, psh: true } as const) : ({ ack: true } as const);
      this.#segment(atUs, from, { flags, payload, payloadSize }, sent === 0 ? comments : []);
      this.#next[from] += payloadSize;
    }
    this.#segment(atUs, other, { flags: { ack: true } });
  }

  end(atUs: number, from: End, ending: Ending, comments: readonly string[]): void {
    if (this.#isReset || (ending === 'fin' && this.#ended.has(from))) return;
    if (ending === 'rst') {
      this.#segment(atUs, from, { flags: { rst: true, ack: true } }, comments);
      this.#isReset = true;
      return;
    }
    this.#ended.add(from);
    this.#segment(atUs, from, { flags: { fin: true, ack: true } }, comments);
    this.#next[from] += 1;
    this.#segment(atUs, from === 'a' ? 'b' : 'a', { flags: { ack: true } });
  }

  #segment(
    atUs: number,
    from: End,
    segment: Pick<Segment, 'flags'> & Partial<Pick<Segment, 'payload' | 'payloadSize'>>,
    comments: readonly string[] = [],
  ): void {
    const other = from === 'a' ? 'b' : 'a';
    const packet = tcpPacket({
      from: this.#addresses[from],
      to: this.#addresses[other],
      seq: this.#next[from] >>> 0,
      ack: this.#next[other] >>> 0,
      payload: new Uint8Array(),
      payloadSize: 0,
      ...segment,
    });
    this.packets.push({ ...packet, atUs, comments });
  }
}
