// A timeout that came because the machine, not the other side, was slow: in half or more of its time somebody waited for a CPU.
// Faults keep three times away from the bounds that they are held against, so that a program which needs more than half of its
// timeout without any noise is late by itself. What follows from such a timeout proves nothing. decisions/0007.

import { callsOf } from '../../record/calls.js';
import type { CallReturned } from '../../record/events/call-events.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import { isSubclass } from './call/exceptions.js';
import { machineDelayOfCall } from './machine-delay.js';

/** Of the time that the call took. */
const STARVED = 0.5;
/** Who asks for so little is asking again and again. */
const LEAST_US = 50_000;
/** Each look goes through the whole record: who times out more often than that is polling. */
const MOST_LOOKED_AT = 50;

export interface StarvedTimeout {
  readonly fromUs: number;
  readonly because: string;
}

/** The first one; undefined if no timeout of a traced call can be put down to the machine. */
export function findStarvedTimeout({ events }: RunRecord): StarvedTimeout | undefined {
  const timeouts = callsOf(events).filter(({ returned }) => returned !== undefined && timedOut(returned.data));
  for (const call of timeouts.slice(0, MOST_LOOKED_AT)) {
    const { returned } = call;
    if (returned === undefined) continue;
    const { startUs, durationUs } = returned.data;
    const delay = machineDelayOfCall(events, { fromUs: startUs, untilUs: startUs + durationUs }, call);
    if (delay.totalUs < Math.max(LEAST_US, durationUs * STARVED)) continue;
    const took = `${formatDurationUs(delay.totalUs)} of its ${formatDurationUs(durationUs)}`;
    const because = `${call.name} of ${call.program} had timed out while the machine took ${took} (${delay.parts.join(', ')})`;
    return { fromUs: Math.min(returned.atUs, startUs + durationUs), because };
  }
  return undefined;
}

/** By its exception, or by what the kernel was asked for. The loop of an event-driven program times out all the time. */
function timedOut({ name, exception, timeoutS, durationUs }: CallReturned): boolean {
  if (durationUs < LEAST_US) return false;
  if (exception !== undefined && isSubclass(exception, 'TimeoutError')) return true;
  return name !== 'epoll_wait' && typeof timeoutS === 'number' && timeoutS > 0 && durationUs >= timeoutS * 1e6;
}
