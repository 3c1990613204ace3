// Socket calls as a program made them: `call.entered` and `call.returned` of one call joined to one view.

import type { EventOf, RunEvent } from './event.js';
import type { CallRef, CallReturned } from './events/call-events.js';

export interface Call {
  readonly program: string;
  readonly run: number;
  readonly pid: number;
  readonly thread: number;
  readonly name: string;
  /** What is known since the call began: arguments, timeout in force, descriptor. */
  readonly begun: CallRef;
  readonly startUs: number;
  /** Absent for calls that never block: they have only `returned`. */
  readonly entered: EventOf<'call.entered'> | undefined;
  /** Undefined: it never came back while the record was written. */
  readonly returned: EventOf<'call.returned'> | undefined;
}

export interface CallFilter {
  readonly program?: string | undefined;
  readonly run?: number | undefined;
  readonly name?: string | undefined;
}

/** The calls that pass the filter, in the order in which they began. */
export function callsOf(events: readonly RunEvent[], filter: CallFilter = {}): readonly Call[] {
  const found = new Map<string, Call>();
  for (const event of events) {
    if (event.kind !== 'call.entered' && event.kind !== 'call.returned') continue;
    if (!passes(event.data, filter)) continue;
    const key = `${event.data.program}\0${event.data.run}\0${event.data.pid}\0${event.data.call}`;
    found.set(key, join(found.get(key), event));
  }
  return [...found.values()].toSorted((a, b) => a.startUs - b.startUs);
}

/** When the call was over: its return, or `observedUntilUs` if it never came back. */
export function callEndUs(call: Call, observedUntilUs: number): number {
  return call.returned === undefined ? observedUntilUs : endOfReturned(call.returned.data);
}

function passes(data: CallRef, filter: CallFilter): boolean {
  if (filter.program !== undefined && data.program !== filter.program) return false;
  if (filter.run !== undefined && data.run !== filter.run) return false;
  return filter.name === undefined || data.name === filter.name;
}

function join(known: Call | undefined, event: EventOf<'call.entered'> | EventOf<'call.returned'>): Call {
  const entered = event.kind === 'call.entered' ? event : known?.entered;
  const returned = event.kind === 'call.returned' ? event : known?.returned;
  const { program, run, pid, thread, name } = event.data;
  const startUs = returned?.data.startUs ?? entered?.atUs ?? event.atUs;
  return { program, run, pid, thread, name, begun: (returned ?? entered ?? event).data, startUs, entered, returned };
}

const endOfReturned = (data: CallReturned): number => data.startUs + data.durationUs;
