// Which calls of a record an entry is about.

import { callsOf, type Call } from '../../../record/calls.js';
import { eventsBeforeCleanup } from '../../../record/moments.js';
import { fieldOf, matchesValue } from '../../../record/pattern.js';
import type { RunRecord } from '../../../record/run-record.js';
import { formatDurationUs } from '../../../vocabulary/units.js';
import type { CallSelector } from './call-spec.js';
import type { PlacedCall } from './call-text.js';

/** All calls that satisfy the selector but for `nth`, in the order in which they began. */
export function selectCalls(record: RunRecord, selector: CallSelector): readonly PlacedCall[] {
  const ofProgram = callsOf(eventsBeforeCleanup(record), { program: selector.by, run: selector.run });
  const thread = threadNumbered(ofProgram, selector.thread);
  const calls = ofProgram
    .filter((call) => call.name === selector.name && (thread === undefined || threadOf(call) === thread))
    .filter((call) => satisfies(call, selector));
  return calls.map((call, index) => ({ call, place: index + 1, of: calls.length }));
}

/** What the program did instead, for a message: `client made socket, connect ×2, close`. */
export function otherCalls(record: RunRecord, { by, run, name }: CallSelector): string {
  const calls = callsOf(eventsBeforeCleanup(record), { program: by, run });
  const closest = calls.findLast((call) => call.name === name) ?? calls.at(-1);
  if (closest === undefined) return `${by} made no socket call`;
  const counts = new Map<string, number>();
  for (const call of calls) counts.set(call.name, (counts.get(call.name) ?? 0) + 1);
  const names = [...counts].map(([each, times]) => (times === 1 ? each : `${each} ×${times}`));
  return `${by} made ${names.join(', ')}; the last one at ${formatDurationUs(calls.at(-1)?.startUs ?? 0)}`;
}

const threadOf = (call: Call): string => `${call.run}\0${call.pid}\0${call.thread}`;

function threadNumbered(calls: readonly Call[], number: number | undefined): string | undefined {
  if (number === undefined) return undefined;
  return [...new Set(calls.map(threadOf))][number - 1] ?? 'no such thread';
}

function satisfies(call: Call, { where }: CallSelector): boolean {
  const data = call.returned?.data ?? call.begun;
  return Object.entries(where ?? {}).every(([path, matcher]) => matchesValue(fieldOf(data, path), matcher));
}
