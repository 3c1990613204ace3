// The tap that every connection has: counts its bytes, remembers how it began, and hands everything on to an EventTap for as
// long as somebody listens. Who listens from the middle of a connection on is told its beginning first.

import type { Address, Ending, Side, Stream } from '../../vocabulary/network.js';
import { monotonicUs, type MonotonicUs } from '../../vocabulary/time.js';
import type { EventHub } from '../event-hub.js';
import type { Series } from '../metrics/metrics.js';
import type { ProxyEvent } from '../proxy-event.js';
import { EventTap, type EndReason, type LiveConnectionTap, type StreamCounts } from './connection-tap.js';

export interface LiveTapOptions {
  readonly proxy: string;
  readonly connection: number;
  readonly series: Series;
  readonly hub: EventHub;
}

export class LiveTap implements LiveConnectionTap {
  readonly #options: LiveTapOptions;
  readonly #series: Series;
  readonly #counts: Record<Stream, StreamCounts> = {
    upstream: { receivedBytes: 0, sentBytes: 0 },
    downstream: { receivedBytes: 0, sentBytes: 0 },
  };
  readonly #beginning: ProxyEvent[] = [];
  #events: EventTap | undefined;

  constructor(options: LiveTapOptions) {
    this.#options = options;
    this.#series = options.series;
  }

  /** What somebody who begins to listen now has missed, but for the bytes. */
  get beginning(): readonly ProxyEvent[] {
    return this.#beginning;
  }

  opened(client: Address): void {
    const { proxy, connection } = this.#options;
    this.#series.opened += 1;
    this.#beginning.push({ proxy, at: monotonicUs(), kind: 'connection.opened', data: { connection, client } });
    this.#heard()?.opened(client);
  }

  dialled(from: Address): void {
    const { proxy, connection } = this.#options;
    this.#beginning.push({ proxy, at: monotonicUs(), kind: 'connection.dialled', data: { connection, from } });
    this.#heard()?.dialled(from);
  }

  dialFailed(errno: string): void {
    this.#series.dialFailed += 1;
    this.#heard()?.dialFailed(errno);
  }

  received(stream: Stream, bytes: Uint8Array): void {
    this.#heard()?.received(stream, bytes);
    this.#counts[stream].receivedBytes += bytes.length;
    this.#series[stream].receivedBytes += bytes.length;
  }

  sent(stream: Stream, bytes: Uint8Array, atUs: MonotonicUs): void {
    this.#heard()?.sent(stream, bytes, atUs);
    this.#counts[stream].sentBytes += bytes.length;
    this.#series[stream].sentBytes += bytes.length;
  }

  toxicApplied(toxic: string, stream: Stream): void {
    const { hub, proxy, connection } = this.#options;
    if (!hub.isHeard) return;
    hub.tellToxic({ proxy, at: monotonicUs(), kind: 'connection.toxic-applied', data: { connection, stream, toxic } });
  }

  endedByPeer(side: Side, ending: Ending): void {
    this.#heard()?.endedByPeer(side, ending);
  }

  endedByProxy(side: Side, ending: Ending, reason: EndReason): void {
    this.#heard()?.endedByProxy(side, ending, reason);
  }

  closed(): void {
    this.#series.closed += 1;
    this.#heard()?.closed();
  }

  /** Made when somebody begins to listen, and again after a time in which nobody did. */
  #heard(): EventTap | undefined {
    const { proxy, connection, hub } = this.#options;
    if (!hub.isHeard) return (this.#events = undefined);
    return (this.#events ??= new EventTap({
      proxy,
      connection,
      listener: hub.tell,
      before: this.#counts,
      digests: hub.digests,
    }));
  }
}
