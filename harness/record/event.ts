// The union of all events: what we did and what we saw stand in one list, on one clock.

import type { RunUs, Seq } from '../vocabulary/time.js';
import type { CallEvents } from './events/call-events.js';
import type { ConnectionEvents } from './events/connection-events.js';
import type { FaultEvents } from './events/fault-events.js';
import type { ProcessEvents } from './events/process-events.js';
import type { RunEvents } from './events/run-events.js';
import type { TcpEvents } from './events/tcp-events.js';

export interface EventData extends RunEvents, ProcessEvents, ConnectionEvents, FaultEvents, CallEvents, TcpEvents {}

export type EventKind = keyof EventData;

/** Who saw it. */
export type ObserverName = 'harness' | 'stdio' | 'tap' | 'python-calls' | 'strace' | 'kernel';

export interface EventOf<K extends EventKind> {
  /** Order of recording, from 0. */
  readonly seq: Seq;
  /** When it happened, µs since run start, CLOCK_MONOTONIC. May be earlier than its neighbours': observers report late. */
  readonly atUs: RunUs;
  /** The true time lies within [atUs - uncertaintyUs, atUs]. 0 for observers that stamp at the source. */
  readonly uncertaintyUs: number;
  readonly observer: ObserverName;
  readonly kind: K;
  readonly data: EventData[K];
  /** The event that made this one happen, where it is known. */
  readonly cause?: Seq;
}

/** Discriminated by `kind`. */
export type RunEvent = { readonly [K in EventKind]: EventOf<K> }[EventKind];

/** What an observer hands over; the recorder adds seq. */
export interface Observation<K extends EventKind = EventKind> {
  readonly observer: ObserverName;
  readonly kind: K;
  readonly data: EventData[K];
  /** Default: now. */
  readonly atUs?: RunUs;
  readonly uncertaintyUs?: number;
  readonly cause?: Seq;
}

export type Emit = <K extends EventKind>(observation: Observation<K>) => Seq;

export function isKind<K extends EventKind>(event: RunEvent, kind: K): event is Extract<RunEvent, EventOf<K>> {
  return event.kind === kind;
}
