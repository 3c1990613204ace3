// The interface of a toxic: chunk in, Action out. No sockets, no timers: the proxy carries every Action out, for all alike.
//
//   bytes ─▶ [ queue ─▶ onChunk ─▶ Action ] ─▶ next toxic … ─▶ socket        the end of the stream follows behind: onEnd

import type { ConnectionFlows } from '../../record/flows.js';
import type { Capability } from '../../vocabulary/capabilities.js';
import type { ConnectionRule, Ending, Stream } from '../../vocabulary/network.js';
import type { Random } from '../../vocabulary/random.js';
import type { Receipt } from '../receipt.js';

/** Units in which Toxiproxy's API counts. `KB/s` is 1000 bytes a second. */
export type AttributeUnit = 'ms' | 'us' | 'bytes' | 'KB/s';

/** What an attribute can be: an amount, or one of a few words, of which the first is the default. */
export type AttributeKind = AttributeUnit | readonly [string, ...string[]];

/** By the API's names; every attribute of the kind is there: 0, or the first of its words, if nobody gave it. */
export type Attributes = Readonly<Record<string, number | string>>;

/**
 * How a toxic ends a connection. `fin` and `rst` come behind what was handed on; `abort` (RFC 9293 3.9.1.7) is a reset at
 * once, which discards what is under way; after `silence` nothing passes any more, and no peer is told.
 */
export type Close = Ending | 'abort' | 'silence';

/**
 * What the proxy does with the chunk at the head of the toxic's queue. It asks once per head, carries the answer out when
 * its time has come and the next place has room, and asks anew for what is left. `next` is the state after that.
 */
export type Action<State = unknown> =
  /** Hand the bytes on now. */
  | { readonly do: 'pass'; readonly next?: State }
  /** Hand on the first `sizeBytes` once `atMs` (the proxy's monotonic clock) is reached. */
  | { readonly do: 'deliver'; readonly sizeBytes: number; readonly atMs: number; readonly next?: State }
  /** Keep it and what is behind it; ask again when the attributes change. */
  | { readonly do: 'hold' }
  | { readonly do: 'drop'; readonly next?: State }
  /** Hand all of it on now, with every bit of the byte at `atByte` (from 0) turned over. */
  | { readonly do: 'flip'; readonly atByte: number; readonly next?: State }
  /** At `atMs` hand on the first `sizeBytes` (may be 0), drop the rest, and end the whole connection. */
  | { readonly do: 'close'; readonly sizeBytes: number; readonly ending: Close; readonly atMs: number };

/** What the proxy does with the end of the stream, once nothing is queued before it. */
export type EndAction =
  | { readonly do: 'pass' }
  | { readonly do: 'deliver'; readonly atMs: number }
  | { readonly do: 'hold' }
  | { readonly do: 'close'; readonly ending: Close; readonly atMs: number };

/** When a toxic ends the connection by itself, with no byte passing. */
export interface Deadline {
  readonly atMs: number;
  readonly ending: Close;
}

// Methods, not function properties: a shelf holds kinds of every State, and only the proxy pairs a State with its kind.
export interface ToxicKind<State = unknown> {
  /** The API's name of the type. */
  readonly name: string;
  /** One line for `guasto kinds` and for editors. */
  readonly about: string;
  /** In the order in which Toxiproxy prints them. */
  readonly attributes: Readonly<Record<string, AttributeKind>>;
  /** Without these a scenario says too little. Default: the first attribute. */
  readonly required?: readonly string[];
  /** What a Toxiproxy must be able to do. Default: every Toxiproxy knows it. */
  readonly needs?: readonly Capability[];
  /** Why these attributes make no sense together, or undefined. The API answers 400 with this text. */
  refuse?(attributes: Attributes): string | undefined;
  /** How many bytes may wait in this toxic before the sender is pushed back. Default: one read. */
  roomBytes?(attributes: Attributes): number;
  /** Called once for each connection on which the toxic takes effect. The state is kept across updates. */
  start(beginning: Beginning): State;
  onChunk(moment: ToxicMoment<State> & { readonly chunk: ToxicChunk }): Action<State>;
  /** Default: pass. */
  onEnd?(moment: ToxicMoment<State> & { readonly arrivedMs: number; readonly ending: Ending }): EndAction;
  /** Asked after every change of the state or the attributes. Default: never. */
  deadline?(moment: Pick<ToxicMoment<State>, 'attributes' | 'state'>): Deadline | undefined;
  /** Removal ends every connection that had it, because bytes may be missing (Toxiproxy's `timeout`). */
  readonly closesOnRemoval?: true;
  /** The evidence in the record that it took effect. Must not assume that the proxy is ours. */
  receipt(evidence: ToxicEvidence): Receipt;
}

export interface Beginning {
  readonly nowMs: number;
  /** The connection was there before the toxic. */
  readonly live: boolean;
}

export interface ToxicMoment<State> {
  readonly attributes: Attributes;
  readonly state: State;
  readonly nowMs: number;
  /** When this toxic last handed bytes on; undefined if it has not yet. */
  readonly handedOnMs: number | undefined;
  readonly random: Random;
}

export interface ToxicChunk {
  readonly sizeBytes: number;
  /** When these bytes reached this toxic's place in the chain (a second latency adds to the first), ms. */
  readonly arrivedMs: number;
}

export interface ToxicEvidence {
  readonly stream: Stream;
  readonly attributes: Attributes;
  readonly toxicity: number;
  /** Which connections it is for; `connections` holds only these. */
  readonly rule?: ConnectionRule;
  /** The toxic's name in Toxiproxy, as ends made by it are labelled by the embedded proxy. */
  readonly toxicName: string;
  /** Connections of the link that lived at some time while the toxic was there. */
  readonly connections: readonly ConnectionFlows[];
  readonly injectedUs: number;
  /** When it was removed, or when the record ends. */
  readonly healedUs: number;
  /** While it was in effect beyond doubt: injecting and healing take time. Absent where that is not known. */
  readonly surely?: { readonly fromUs: number; readonly untilUs: number };
}

/** An amount that the kind declares. */
export function attribute(attributes: Attributes, name: string): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : 0;
}

/** What an attribute is if nobody gives it. */
export const defaultOf = (kind: AttributeKind): number | string => (typeof kind === 'string' ? 0 : kind[0]);

/** What a scenario must say. With `timeout` 0 has a meaning (for ever, at once); a latency, rate or limit left out is a mistake. */
export const requiredAttributes = ({ required, attributes }: ToxicKind): readonly string[] =>
  required ?? Object.keys(attributes).slice(0, 1);

/** All attributes of the kind, those that were not given with their defaults. */
export function completeAttributes({ attributes }: Pick<ToxicKind, 'attributes'>, given: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, kind]) => [name, given[name] ?? defaultOf(kind)]));
}
