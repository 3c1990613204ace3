// The tap on one connection: turns what its sockets did into events, in an order that shows cause before effect.

import type { Address, Ending, Side, Stream } from '../../vocabulary/network.js';
import { monotonicUs, type MonotonicUs } from '../../vocabulary/time.js';
import type { FlowTotals } from '../../record/events/connection-events.js';
import type { ProxyEvent, ProxyEventData, ProxyEventKind, ProxyEventListener } from '../proxy-event.js';
import { ChunkLog, WINDOW_MS, type LoggedChunk } from './chunk-log.js';
import { StreamDigests } from './stream-digests.js';

/** Why the proxy ended a connection, and which toxic wanted it. */
export interface EndReason {
  readonly why: ProxyEventData<'connection.ended-by-proxy'>['why'];
  readonly toxic?: string;
}

export interface ConnectionTap {
  opened(client: Address): void;
  dialled(from: Address): void;
  dialFailed(errno: string): void;
  received(stream: Stream, bytes: Uint8Array): void;
  /** `atUs` is when the write began: the peer may have the bytes before it returns. */
  sent(stream: Stream, bytes: Uint8Array, atUs: MonotonicUs): void;
  endedByPeer(side: Side, ending: Ending): void;
  endedByProxy(side: Side, ending: Ending, reason: EndReason): void;
  closed(): void;
}

/** What a connection tells its tap beside what goes on the record. */
export interface LiveConnectionTap extends ConnectionTap {
  /** The draw and the rule made the toxic take effect on this connection. */
  toxicApplied(toxic: string, stream: Stream): void;
}

/** Bytes of one stream, at its source and at its sink. */
export interface StreamCounts {
  receivedBytes: number;
  sentBytes: number;
}

export interface EventTapOptions {
  readonly proxy: string;
  readonly connection: number;
  readonly listener: ProxyEventListener;
  /** What has passed before anybody listened. */
  readonly before: Readonly<Record<Stream, StreamCounts>>;
  /** Without them the digests told at the end are empty texts. */
  readonly digests: boolean;
}

interface StreamLogs {
  readonly received: ChunkLog;
  readonly sent: ChunkLog;
  readonly digests: StreamDigests | undefined;
}

export class EventTap implements ConnectionTap {
  readonly #proxy: string;
  readonly #connection: number;
  readonly #listener: ProxyEventListener;
  readonly #logs: Readonly<Record<Stream, StreamLogs>>;
  #windowTimer: NodeJS.Timeout | undefined;

  constructor({ proxy, connection, listener, before, digests }: EventTapOptions) {
    this.#proxy = proxy;
    this.#connection = connection;
    this.#listener = listener;
    this.#logs = { upstream: logsOf(before.upstream, digests), downstream: logsOf(before.downstream, digests) };
  }

  opened(client: Address): void {
    this.#tell('connection.opened', { connection: this.#connection, client });
  }

  dialled(from: Address): void {
    this.#tell('connection.dialled', { connection: this.#connection, from });
  }

  dialFailed(errno: string): void {
    this.#tell('connection.dial-failed', { connection: this.#connection, errno });
  }

  received(stream: Stream, bytes: Uint8Array): void {
    const { received, digests } = this.#logs[stream];
    digests?.received(bytes);
    this.#chunk('chunk.received', stream, received.add(bytes, monotonicUs()));
  }

  sent(stream: Stream, bytes: Uint8Array, atUs: MonotonicUs): void {
    const { sent, digests } = this.#logs[stream];
    digests?.sent(bytes);
    this.#chunk('chunk.sent', stream, sent.add(bytes, atUs));
  }

  endedByPeer(side: Side, ending: Ending): void {
    this.#flushWindows();
    this.#tell('connection.ended-by-peer', { connection: this.#connection, side, ending });
  }

  endedByProxy(side: Side, ending: Ending, reason: EndReason): void {
    this.#flushWindows();
    this.#tell('connection.ended-by-proxy', { connection: this.#connection, side, ending, ...reason });
  }

  closed(): void {
    this.#flushWindows();
    const { upstream, downstream } = this.#logs;
    const data = { connection: this.#connection, upstream: totalsOf(upstream), downstream: totalsOf(downstream) };
    this.#tell('connection.closed', data);
  }

  #chunk(kind: 'chunk.received' | 'chunk.sent', stream: Stream, chunk: LoggedChunk | undefined): void {
    if (chunk === undefined) {
      this.#windowTimer ??= setTimeout(() => this.#flushWindows(), WINDOW_MS);
      return;
    }
    const { atUs, ...rest } = chunk;
    this.#tell(kind, { connection: this.#connection, stream, ...rest }, atUs);
  }

  #flushWindows(): void {
    clearTimeout(this.#windowTimer);
    this.#windowTimer = undefined;
    for (const stream of ['upstream', 'downstream'] as const) {
      for (const end of ['received', 'sent'] as const) {
        const chunk = this.#logs[stream][end].flush();
        if (chunk !== undefined) this.#chunk(`chunk.${end}`, stream, chunk);
      }
    }
  }

  #tell<K extends ProxyEventKind>(kind: K, data: ProxyEventData<K>, at: MonotonicUs = monotonicUs()): void {
    // `kind` and `data` belong together by K, which is what makes this a member of the union.
    this.#listener({ proxy: this.#proxy, at, kind, data } as unknown as ProxyEvent);
  }
}

function logsOf({ receivedBytes, sentBytes }: StreamCounts, digests: boolean): StreamLogs {
  const [received, sent] = [new ChunkLog(receivedBytes), new ChunkLog(sentBytes)];
  return { received, sent, digests: digests ? new StreamDigests() : undefined };
}

function totalsOf({ received, sent, digests }: StreamLogs): FlowTotals {
  const hashed = digests?.finish() ?? { receivedSha256: '', sentSha256: '' };
  return { receivedBytes: received.totalBytes, sentBytes: sent.totalBytes, ...hashed };
}
