// The interface of an expectation: one claim that a scenario can make about a record.

import type { z } from 'zod';
import type { RunRecord } from '../../record/run-record.js';
import type { Capability } from '../../vocabulary/capabilities.js';
import type { Seq } from '../../vocabulary/time.js';
import type { Words } from '../words.js';

export interface ExpectationKind<Spec = unknown> {
  /** The key by which an entry of `expect:` is recognised as this kind. */
  readonly name: string;
  /** One line for `guasto kinds` and the editor. */
  readonly about: string;
  /** Of the whole entry: `{ call: {…}, raises: …, takes: … }`. */
  readonly schema: (words: Words) => z.ZodType<Spec>;
  readonly needs: (spec: Spec) => readonly Capability[];
  /** Programs whose socket calls it speaks of, `all` if it names none; they need a tracer that fits them. Default: none. */
  readonly callsOf?: (spec: Spec) => readonly string[] | 'all';
  /** Does it speak of what passes a link? Somebody must watch one: not every link may be direct. Default: it does not. */
  readonly watchesWire?: (spec: Spec) => boolean;
  /** A label such as `call recv of client (first)`. */
  readonly describe: (spec: Spec) => string;
  /** Pure. One finding for each clause of the entry, so that each can be pointed at. Must not throw on a cut record. */
  readonly judge: (record: RunRecord, spec: Spec) => readonly Finding[];
}

export interface Finding {
  /** The key in the entry that this is about (`raises`, `takes`, or the kind's own name): says where the caret goes. */
  readonly clause: string;
  readonly outcome: 'held' | 'broken' | 'inconclusive';
  readonly expected: string;
  readonly actual: string;
  /** The few events that prove it, in order. */
  readonly evidence: readonly Seq[];
  /** For timing: the spans and bounds to draw. µs. */
  readonly timing?: { readonly actualUs: number; readonly atLeastUs?: number; readonly atMostUs?: number };
}
