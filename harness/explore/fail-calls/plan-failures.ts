// A run in which system calls were counted → every call that can be made to fail, and how. Pure.

import { eventsOf, inOrderOfTime, stepsEndedUs } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import { failuresOf } from '../../vocabulary/call-failures.js';
import { keyOf, type Failure } from './failure.js';

export interface FailureChoice {
  /** Calls or system calls by name; undefined: all. */
  readonly calls?: readonly string[] | undefined;
  /** Instead of those that are plausible for the call. */
  readonly errnos?: readonly string[] | undefined;
  /** Only this one. */
  readonly only?: string | undefined;
}

/** In the order in which the calls were made. */
export function planFailures(counted: RunRecord, choice: FailureChoice = {}): readonly Failure[] {
  const untilUs = stepsEndedUs(counted);
  const planned = new Map<string, Failure>();
  for (const { data, atUs } of eventsOf(inOrderOfTime(counted.events), 'syscall.returned')) {
    // A look that waits for nothing is no call that a program would have to handle.
    if (atUs > untilUs || (data.timeoutS === 0 && isWait(data.name))) continue;
    const { program, name: call, syscall, nth } = data;
    if (choice.calls !== undefined && !choice.calls.includes(call) && !choice.calls.includes(syscall)) continue;
    for (const errno of errnosOf(call, choice)) {
      const failure = { program, call, syscall, nth, errno };
      const key = keyOf(failure);
      if (choice.only === undefined || choice.only === key) planned.set(key, planned.get(key) ?? failure);
    }
  }
  return [...planned.values()];
}

/** One that is named need not be plausible: a report may have been made with --errnos. */
const errnosOf = (call: string, { only, errnos }: FailureChoice): readonly string[] =>
  only === undefined ? (errnos ?? failuresOf(call)) : only.split(':').slice(-1);

const isWait = (name: string): boolean => name === 'poll' || name === 'select' || name === 'epoll_wait';
