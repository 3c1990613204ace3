// One side of a proxied connection: reads its socket for one stream, and is the sink of the other. Forwards what happens
// truthfully: a FIN as a half-close, an RST as an RST, also behind data.

import type { Socket } from 'node:net';
import { streamFrom, streamTo, type Ending, type Side, type Stream } from '../../vocabulary/network.js';
import { monotonicUs, type MonotonicUs } from '../../vocabulary/time.js';
import type { ConnectionTap, EndReason } from '../tap/connection-tap.js';
import { lingerAndDestroy, resetNow, whenFinished, whenWritten } from './closing.js';
import { probeReset, rescueUnread, whenReallyEnded } from './ending.js';
import { whenDrained } from './kernel-socket.js';
import type { Outlet, StreamEnd } from './outlet.js';

/** So much may wait in Node for the kernel to take it. */
const ROOM_BYTES = 64 * 1024;

/** What a write that waits costs beside its bytes, about: bounds the memory of many small ones. */
const OVERHEAD_BYTES = 256;

export interface PeerListener {
  bytes(side: Side, bytes: Buffer): void;
  ended(side: Side, ending: Ending): void;
  /** The sink has room again. */
  room(side: Side): void;
  /** The proxy has begun to end both directions of the socket: the other peer is to see the same. */
  closing(side: Side, ending: Ending, reason: EndReason): void;
  /** The socket is closed. */
  gone(side: Side): void;
}

export class Peer implements Outlet {
  readonly side: Side;
  readonly #socket: Socket;
  readonly #tap: ConnectionTap;
  readonly #listener: PeerListener;
  readonly #reads: Stream;
  readonly #writes: Stream;
  /** Written, and not known yet to have been taken by the kernel. */
  readonly #untold: Uint8Array[] = [];
  #flowing = false;
  #endedByPeer = false;
  #endedByProxy: Ending | undefined;
  #probing = false;
  #closing = false;
  #resetting = false;
  #gone = false;

  constructor(side: Side, socket: Socket, tap: ConnectionTap, listener: PeerListener) {
    this.side = side;
    this.#socket = socket;
    this.#tap = tap;
    this.#listener = listener;
    this.#reads = streamFrom(side);
    this.#writes = streamTo(side);
    socket.on('error', () => this.#reset());
    socket.on('close', () => this.#close());
    socket.on('end', () => this.#ended());
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    const destroy = socket.destroy.bind(socket);
    // Node destroys a socket whose write failed, with what the peer had sent before it was reset.
    socket.destroy = (error?: Error) => {
      if (error !== undefined && error !== null) rescueUnread(socket, (bytes) => this.#read(bytes));
      return destroy(error);
    };
    socket.pause();
  }

  get gone(): boolean {
    return this.#gone;
  }

  setFlowing(flowing: boolean): void {
    if (flowing === this.#flowing) return;
    this.#flowing = flowing;
    if (flowing) this.#socket.resume();
    else this.#socket.pause();
  }

  hasRoom(): boolean {
    return this.#socket.writableLength + OVERHEAD_BYTES * this.#untold.length < ROOM_BYTES;
  }

  accept(bytes: Uint8Array): void {
    if (this.#endedByProxy !== undefined || !this.#socket.writable) return;
    const atUs = monotonicUs();
    let isTold = false;
    this.#untold.push(bytes);
    this.#socket.write(bytes, (error) => {
      if (isTold || (error !== null && error !== undefined)) return;
      this.#tellSent(bytes, monotonicUs());
      if (this.#untold.length === 0) this.#listener.room(this.side);
    });
    // The kernel usually takes it at once; what it has not taken is told when it has.
    if (this.#socket.writableLength === 0) {
      isTold = true;
      this.#tellSent(bytes, atUs);
    }
    if (this.#endedByPeer) this.#probeSoon();
  }

  acceptEnd({ ending, whole, reason }: StreamEnd): void {
    if (ending === 'rst') this.#resetLater(reason);
    else if (whole) this.endAndClose(reason);
    else this.#endWriting(reason, () => undefined);
  }

  /** Sends what was written, then a FIN, then closes the whole socket: the peer can send no more. */
  endAndClose(reason: EndReason): void {
    if (this.#closing) return;
    this.#closing = true;
    this.setFlowing(true);
    this.#listener.closing(this.side, 'fin', reason);
    this.#endWriting(reason, () => lingerAndDestroy(this.#socket));
  }

  /** Sends an RST at once: what the peer has not been sent is lost. */
  reset(reason: EndReason): void {
    if (this.#gone || this.#endedByProxy === 'rst' || this.#socket.destroyed) return;
    this.#endedByProxy = 'rst';
    this.#tap.endedByProxy(this.side, 'rst', reason);
    resetNow(this.#socket);
  }

  /** Closes at once: a FIN, or an RST if the kernel holds bytes that were not read. */
  destroy(reason: EndReason): void {
    if (this.#gone || this.#socket.destroyed) return;
    if (this.#endedByProxy === undefined) this.#tap.endedByProxy(this.side, 'fin', reason);
    this.#endedByProxy ??= 'fin';
    this.#socket.destroy();
  }

  /** These bytes and all before them, in their order: more may be written and taken before Node calls back for the first. */
  #tellSent(last: Uint8Array, atUs: MonotonicUs): void {
    const told = this.#untold.splice(0, this.#untold.indexOf(last) + 1);
    for (const bytes of told) this.#tap.sent(this.#writes, bytes, atUs);
  }

  #endWriting(reason: EndReason, done: () => void): void {
    if (this.#endedByProxy !== undefined || this.#socket.destroyed) {
      whenFinished(this.#socket, done);
      return;
    }
    this.#endedByProxy = 'fin';
    const nothingWaits = this.#socket.writableLength === 0;
    if (nothingWaits) this.#tap.endedByProxy(this.side, 'fin', reason);
    this.#socket.once('finish', () => {
      if (!nothingWaits) this.#tap.endedByProxy(this.side, 'fin', reason);
      done();
    });
    this.#socket.end();
  }

  #resetLater(reason: EndReason): void {
    // Where a peer was reset by the other, that one is gone already.
    if (reason.why === 'toxic' && !this.#resetting) this.#listener.closing(this.side, 'rst', reason);
    this.#resetting = true;
    whenWritten(this.#socket, () => this.#resetBehindData(reason));
  }

  /** A reset makes the kernel forget what it has not sent yet, though the peer that made it had already sent all that. */
  #resetBehindData(reason: EndReason): void {
    if (this.#socket.bytesWritten === 0) this.reset(reason);
    else void whenDrained(this.#socket, () => this.reset(reason));
  }

  #read(bytes: Buffer): void {
    this.#tap.received(this.#reads, bytes);
    this.#listener.bytes(this.side, bytes);
  }

  #ended(): void {
    whenReallyEnded(this.#socket, () => {
      if (this.#gone || this.#socket.destroyed) return;
      this.#endedByPeer = true;
      this.#tap.endedByPeer(this.side, 'fin');
      this.#listener.ended(this.side, 'fin');
    });
  }

  /** After the peer's FIN nobody reads the socket, so that only a write shows that it was reset. */
  #probeSoon(): void {
    if (this.#probing) return;
    this.#probing = true;
    setImmediate(() => {
      this.#probing = false;
      probeReset(this.#socket, () => undefined);
    });
  }

  #reset(): void {
    if (this.#gone) return;
    this.#tap.endedByPeer(this.side, 'rst');
    this.#listener.ended(this.side, 'rst');
  }

  #close(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#listener.gone(this.side);
  }
}
