// The tap on one connection: turns what its sockets did into events, in an order that shows cause before effect.

import type { Address, Ending, Side, Stream } from '../../vocabulary/network.js';
import { monotonicUs, type MonotonicUs } from '../../vocabulary/time.js';
import type { FlowTotals } from '../../record/events/connection-events.js';
import type { ProxyEvent, ProxyEventData, ProxyEventKind, ProxyEventListener } from '../proxy-event.js';
import { ChunkLog, WINDOW_MS, type LoggedChunk } from './chunk-log.js';

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

/** For a proxy that nobody listens to. */
export const NO_TAP: ConnectionTap = {
  opened: () => undefined,
  dialled: () => undefined,
  dialFailed: () => undefined,
  received: () => undefined,
  sent: () => undefined,
  endedByPeer: () => undefined,
  endedByProxy: () => undefined,
  closed: () => undefined,
};

interface StreamLogs {
  readonly received: ChunkLog;
  readonly sent: ChunkLog;
}

export class EventTap implements ConnectionTap {
  readonly #proxy: string;
  readonly #connection: number;
  readonly #listener: ProxyEventListener;
  readonly #logs: Readonly<Record<Stream, StreamLogs>> = {
    upstream: { received: new ChunkLog(), sent: new ChunkLog() },
    downstream: { received: new ChunkLog(), sent: new ChunkLog() },
  };
  #windowTimer: NodeJS.Timeout | undefined;

  constructor(proxy: string, connection: number, listener: ProxyEventListener) {
    this.#proxy = proxy;
    this.#connection = connection;
    this.#listener = listener;
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
    this.#chunk('chunk.received', stream, this.#logs[stream].received.add(bytes, monotonicUs()));
  }

  sent(stream: Stream, bytes: Uint8Array, atUs: MonotonicUs): void {
    this.#chunk('chunk.sent', stream, this.#logs[stream].sent.add(bytes, atUs));
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

function totalsOf({ received, sent }: StreamLogs): FlowTotals {
  return {
    receivedBytes: received.totalBytes,
    sentBytes: sent.totalBytes,
    receivedSha256: received.digest(),
    sentSha256: sent.digest(),
  };
}
