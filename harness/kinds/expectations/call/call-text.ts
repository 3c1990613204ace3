// Calls in words: `recv #2 returned 4 B after 2 s`, `connect raised ConnectionRefusedError (ECONNREFUSED) after 90 µs`.

import type { Call } from '../../../record/calls.js';
import type { EventOf } from '../../../record/event.js';
import type { CallReturned } from '../../../record/events/call-events.js';
import { eventsOf } from '../../../record/moments.js';
import { describeMatcher, describeWith } from '../../../record/pattern.js';
import type { RunRecord } from '../../../record/run-record.js';
import { formatDurationUs } from '../../../vocabulary/units.js';
import { describeExit } from '../exit-text.js';
import { exactSize } from '../verdict-words.js';
import { describeBounds } from '../bounds.js';
import type { Alternative, CallSelector, CallSpec, Returns } from './call-spec.js';

export interface Moment {
  readonly record: RunRecord;
  /** When the watching ended, µs: the steps were over, or the record stops. */
  readonly untilUs: number;
}

/** A call and its place among the calls that the entry is about, from 1. */
export interface PlacedCall {
  readonly call: Call;
  readonly place: number;
  readonly of: number;
}

/** `recv`, or `recv #2` when there are several. */
export const nameOf = ({ call, place, of }: PlacedCall): string => (of > 1 ? `${call.name} #${place}` : call.name);

/** What became of the call. */
export function describeCall(moment: Moment, placed: PlacedCall): string {
  const { call } = placed;
  const name = nameOf(placed);
  if (call.returned !== undefined) {
    return `${name} ${describeEnding(call.returned.data)} after ${formatDurationUs(call.returned.data.durationUs)}`;
  }
  const { untilUs, meanwhile } = lastSeen(moment, call);
  return `${name} had not come back after ${formatDurationUs(untilUs - call.startUs)}, when ${meanwhile}`;
}

export interface LastSeen {
  readonly untilUs: number;
  /** `the steps were over`, `client exited with code 1`. */
  readonly meanwhile: string;
  readonly exited: EventOf<'process.exited'> | undefined;
}

/** Until when a call that did not come back was watched: a program that ended took its calls with it. */
export function lastSeen({ record, untilUs }: Moment, call: Call): LastSeen {
  const exited = eventsOf(record.events, 'process.exited').find(
    ({ data, atUs }) => data.program === call.program && data.run === call.run && atUs <= untilUs,
  );
  if (exited !== undefined)
    return { untilUs: exited.atUs, meanwhile: `${call.program} ${describeExit(exited.data)}`, exited };
  return { untilUs, meanwhile: record.end === undefined ? 'the record stops' : 'the steps were over', exited };
}

export function describeEnding(data: CallReturned): string {
  // Of a call that a tracer saw from outside only the errno is known.
  if (data.outcome === 'raised' && data.exception === undefined) return `failed with ${data.errno ?? 'an error'}`;
  if (data.outcome === 'raised') return `raised ${describeException(data)}`;
  if (isEndOfStream(data)) return "returned b'' (the end of the stream)";
  if (data.sizeBytes !== undefined) return `${movedVerb(data.name)} ${exactSize(data.sizeBytes)}`;
  return data.result === undefined ? 'returned' : `returned ${describeFields(data.result)}`;
}

const movedVerb = (name: string): string =>
  name.startsWith('recv') ? 'returned' : name.startsWith('send') ? 'sent' : 'moved';

export function describeException({ exception, errno, message }: CallReturned): string {
  const reason = errno ?? message;
  return `${exception ?? 'an exception'}${reason === undefined || reason === '' ? '' : ` (${reason})`}`;
}

/** Only calls that read can meet it: their result is empty though they asked for something. */
export const isEndOfStream = (data: CallReturned): boolean =>
  data.outcome === 'ok' && data.name.startsWith('recv') && data.sizeBytes === 0;

export function describeFields(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

/** `returns ok`, `raises TimeoutError with errno ECONNRESET`. */
export function describeAlternative({ returns, raises, errno }: Alternative): string {
  if (returns !== undefined) return describeReturns(returns);
  const what = raises === undefined ? 'raises' : `raises ${raises.join(' or ')}`;
  return errno === undefined ? what : `${what} with errno ${errno.join(' or ')}`;
}

export function describeReturns(returns: Returns): string {
  switch (returns.what) {
    case 'ok':
      return 'returns';
    case 'end-of-stream':
      return "returns b'' (the end of the stream)";
    case 'fields': {
      const fields = Object.entries(returns.fields).map(([name, matcher]) => describeWith(name, matcher));
      return `returns with ${fields.join(', ')}`;
    }
  }
}

/** `recv by client (first)`. */
export function describeSelector({ by, name, run, thread, nth }: CallSelector): string {
  const which = [
    run === undefined ? [] : `run ${run}`,
    thread === undefined ? [] : `thread ${thread}`,
    nth === undefined ? [] : String(nth),
  ].flat();
  return `${name} by ${by}${which.length === 0 ? '' : ` (${which.join(', ')})`}`;
}

/** ` that raises TimeoutError, takes at least 500 ms`; empty without clauses. */
export function describeClauses({ returns, raises, errno, either, bytes, takes, args, timeout }: CallSpec): string {
  const clauses = [
    args === undefined
      ? []
      : Object.entries(args).map(([name, matcher]) => `has ${name} that ${describeMatcher(matcher)}`),
    timeout === undefined
      ? []
      : `has ${timeout === 'none' ? 'no timeout' : `a timeout of ${formatDurationUs(timeout)}`}`,
    returns === undefined ? [] : describeAlternative({ returns }),
    raises === undefined && errno === undefined ? [] : describeAlternative({ raises, errno }),
    either === undefined ? [] : either.map(describeAlternative).join(' or '),
    bytes === undefined ? [] : `moves ${describeBounds(bytes, exactSize)}`,
    takes === undefined ? [] : `takes ${describeBounds(takes, formatDurationUs)}`,
  ].flat();
  return clauses.length === 0 ? '' : ` that ${clauses.join(', ')}`;
}
