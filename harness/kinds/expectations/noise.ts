// Latenesses judged after subtracting what the machine took: late beyond that is the program's own doing.

import type { Call } from '../../record/calls.js';
import type { LateWait } from '../../record/events/run-events.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Finding } from './expectation.js';
import { machineDelayOfCall, machineDelayOfWait, type Window } from './machine-delay.js';

/** A claim whose upper bound was passed, but for how: `actual` says by how much. */
export interface Lateness {
  readonly finding: Omit<Finding, 'outcome'>;
  readonly lateUs: number;
  readonly window: Window;
  /** The call that was late, whose own wait for a CPU is known. */
  readonly call?: Call;
}

/** Measured noise that was in the way for as long: inconclusive; for less: broken. */
export function judgeLateness(record: RunRecord, { finding, lateUs, window, call }: Lateness): Finding {
  const { events } = record;
  const delay =
    call === undefined ? machineDelayOfWait(events, window, true) : machineDelayOfCall(events, window, call);
  const explained = lateUs <= delay.totalUs;
  const worthTelling = delay.totalUs * 10 >= lateUs;
  const how = explained ? 'all' : `only ${formatDurationUs(delay.totalUs)}`;
  return {
    ...finding,
    outcome: explained ? 'inconclusive' : 'broken',
    actual: worthTelling
      ? `${finding.actual}, of which the machine explains ${how} (${delay.parts.join(', ')})`
      : finding.actual,
    evidence: explained ? [...finding.evidence, ...delay.evidence] : finding.evidence,
  };
}

/**
 * A wait whose time was over. What came after all is late by that much. What never came was given the machine's share of the time
 * in addition: it is missing, unless the machine took so much that even so it had not its time.
 */
export function judgeLateWait(record: RunRecord, finding: Omit<Finding, 'outcome'>, late: LateWait): Finding {
  if (late.came) return judgeLateness(record, { finding, lateUs: late.byUs, window: late });
  const { totalUs, parts, evidence } = machineDelayOfWait(record.events, late, false);
  const took = `the machine took ${formatDurationUs(totalUs)} of that time (${parts.join(', ')})`;
  if (isExplained(record, late)) {
    return {
      ...finding,
      outcome: 'inconclusive',
      actual: `${finding.actual}, but ${took}`,
      evidence: [...finding.evidence, ...evidence],
    };
  }
  const worthTelling = totalUs * 10 >= late.untilUs - late.fromUs;
  return {
    ...finding,
    outcome: 'broken',
    actual: worthTelling
      ? `${finding.actual}; ${took}, and it was waited for ${formatDurationUs(late.byUs)} longer`
      : finding.actual,
  };
}

/** Did the machine take as much as the wait was late by? */
export const isExplained = (record: RunRecord, late: LateWait): boolean =>
  late.byUs <= machineDelayOfWait(record.events, late, late.came).totalUs;
