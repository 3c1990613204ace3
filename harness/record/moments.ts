// The moments that frame a record: how far it was written, whether that was its end, when its steps were over.

import type { EventKind, EventOf, RunEvent } from './event.js';
import type { RunRecord } from './run-record.js';

/**
 * Was everything that the scenario wanted done, and watched to its end? If not (killed, interrupted, the rig failed, steps
 * skipped after a missed one), what is missing from the record might have happened all the same.
 */
export function isComplete(record: RunRecord): boolean {
  if (record.end === undefined || record.end.reason === 'interrupted') return false;
  return !record.events.some(
    (event) => event.kind === 'rig.failed' || (event.kind === 'step.ended' && event.data.outcome === 'skipped'),
  );
}

/** Up to when something would have been seen, µs. */
export function observedUntilUs(record: RunRecord): number {
  return record.events.reduce((latest, event) => Math.max(latest, event.atUs), record.end?.atUs ?? 0);
}

/** When the steps were over: what programs do later is the clean-up's doing. Without that mark: the end of the record. */
export function stepsEndedUs(record: RunRecord): number {
  return eventsOf(record.events, 'run.cleanup-started')[0]?.atUs ?? observedUntilUs(record);
}

/** What happened before the clean-up: the events that a claim about programs and the wire may rest on. */
export function eventsBeforeCleanup(record: RunRecord): readonly RunEvent[] {
  const endUs = stepsEndedUs(record);
  return record.events.filter((event) => event.atUs <= endUs);
}

export function eventsOf<K extends EventKind>(events: readonly RunEvent[], kind: K): readonly EventOf<K>[] {
  // The filter leaves only members whose `kind` is K, which EventOf<K> is by definition of RunEvent.
  return events.filter((event) => event.kind === kind) as unknown as readonly EventOf<K>[];
}

/** In order of time; observers report late, so the order of recording is another one. */
export function inOrderOfTime(events: readonly RunEvent[]): readonly RunEvent[] {
  return events.toSorted((a, b) => a.atUs - b.atUs || a.seq - b.seq);
}
