// The interface of a toxic: chunk in, Action out. No sockets, no timers: the proxy carries every Action out, for all alike.

import type { ConnectionFlows } from '../../record/flows.js';
import type { Stream } from '../../vocabulary/network.js';
import type { Random } from '../../vocabulary/random.js';
import type { Receipt } from '../receipt.js';

/** Units in which Toxiproxy's API counts. `KB/s` is 1000 bytes a second. */
export type AttributeUnit = 'ms' | 'us' | 'bytes' | 'KB/s';

export type Attributes = Readonly<Record<string, number>>;

/** What the proxy should do with the chunk at the head of this toxic's queue. */
export type Action =
  /** Hand the bytes on now. */
  | { readonly do: 'pass' }
  /** Hand on the first `sizeBytes` once `atMs` (the proxy's monotonic clock) is reached; ask again for the rest. */
  | { readonly do: 'deliver'; readonly sizeBytes: number; readonly atMs: number }
  /** Keep it and stop reading; ask again when attributes change or the toxic is removed. */
  | { readonly do: 'hold' }
  | { readonly do: 'drop' }
  /** Hand on the first `sizeBytes` (may be 0) now, drop the rest, and end this stream's destination. */
  | { readonly do: 'close'; readonly sizeBytes: number; readonly ending: 'fin' | 'rst'; readonly atMs: number };

export interface ToxicKind<State = unknown> {
  /** Toxiproxy's name of the type. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, AttributeUnit>>;
  /** Why these attributes make no sense together, or undefined. The API answers 400 with this text. */
  readonly refuse?: (attributes: Attributes) => string | undefined;
  /** Called once per connection on which the toxic takes effect. Kept across updates. */
  readonly start: (nowMs: number) => State;
  readonly onChunk: (moment: ToxicMoment<State> & { readonly chunk: ToxicChunk }) => Action;
  /** The end of the stream reached this toxic: when to hand it on. Default: at once. */
  readonly onEnd?: (moment: ToxicMoment<State>) => Extract<Action, { do: 'pass' | 'close' | 'hold' }> | DelayedEnd;
  /** When, without a chunk, the toxic wants to end the stream: asked at start, after each chunk and after each update. */
  readonly deadline?: (
    moment: ToxicMoment<State>,
  ) => { readonly atMs: number; readonly ending: 'fin' | 'rst' } | undefined;
  /** Removal closes every live connection, because bytes may be missing (Toxiproxy's `timeout`). */
  readonly closesOnRemoval?: true;
  /** The evidence in the record that it took effect. Must not assume that the proxy is ours. */
  readonly receipt: (evidence: ToxicEvidence) => Receipt;
}

export interface DelayedEnd {
  readonly do: 'end';
  readonly atMs: number;
}

export interface ToxicMoment<State> {
  readonly attributes: Attributes;
  readonly state: State;
  readonly nowMs: number;
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
  /** The toxic's name in Toxiproxy, as ends made by it are labelled by the embedded proxy. */
  readonly toxicName: string;
  /** Connections of the link that lived at some time while the toxic was there. */
  readonly connections: readonly ConnectionFlows[];
  readonly injectedUs: number;
  /** When it was removed, or when the record ends. */
  readonly healedUs: number;
}
