// What a condition of an await, a guard or a rule becomes: fed with events until it is met or can't be met any more.

import type { Condition } from '../plan/index.js';
import type { RunEvent } from '../record/event.js';

/** Conditions that a stream of events decides. `tcp` is asked of the kernel instead. */
export type EventCondition = Exclude<Condition, { readonly on: 'tcp' }>;

export type ConditionOn<K extends Condition['on']> = Extract<Condition, { readonly on: K }>;

export interface ConditionWatch {
  /** Feeds the next event of the record, in order. */
  feed(event: RunEvent): 'met' | 'impossible' | 'waiting';
  readonly expected: string;
  /** What there is instead, for the message of a miss; `when` (` after 2 s`) follows what is still going on. */
  actual(when?: string): string;
}
