// What the proxy tells about the connections that pass it: the record's connection events, before they belong to a run.

import type { ConnectionEvents } from '../record/events/connection-events.js';
import type { Stream } from '../vocabulary/network.js';
import type { MonotonicUs } from '../vocabulary/time.js';

export type ProxyEventKind = keyof ConnectionEvents;

/** The data of a record's event without `link`; a chunk's `untilUs` is on the monotonic clock, as `at` is. */
export type ProxyEventData<K extends ProxyEventKind> = Omit<ConnectionEvents[K], 'link'>;

export interface ProxyEventOf<K extends ProxyEventKind> {
  /** Name of the proxy, as the API knows it. */
  readonly proxy: string;
  /** Stamped in the proxy's thread, where it happened. */
  readonly at: MonotonicUs;
  readonly kind: K;
  readonly data: ProxyEventData<K>;
}

/** Discriminated by `kind`. */
export type ProxyEvent = { readonly [K in ProxyEventKind]: ProxyEventOf<K> }[ProxyEventKind];

export type ProxyEventListener = (event: ProxyEvent) => void;

/** Told by the stream of events only: on a record the fault itself says when it was injected. */
export interface ToxicApplied {
  readonly proxy: string;
  readonly at: MonotonicUs;
  readonly kind: 'connection.toxic-applied';
  readonly data: { readonly connection: number; readonly stream: Stream; readonly toxic: string };
}
