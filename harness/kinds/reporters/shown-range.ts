// Where in a run something happens: from the first step to the last thing that a program or the wire did before the clean-up.

import type { Timeline } from './timeline.js';

export interface ShownRange {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** What a picture shows at first. Not empty. */
export function shownRange(timeline: Timeline): ShownRange {
  const endUs = timeline.cleanupUs ?? timeline.durationUs;
  let fromUs = Infinity;
  let untilUs = 0;
  const see = (startUs: number, lastUs: number = startUs): void => {
    if (startUs > endUs) return;
    fromUs = Math.min(fromUs, startUs);
    untilUs = Math.max(untilUs, Math.min(lastUs, endUs));
  };
  for (const { runs, calls, output, marks } of timeline.lanes) {
    // Whom the clean-up ended, ended because of it.
    for (const run of runs) see(run.fromUs, run.exited && run.untilUs <= endUs ? run.untilUs : run.fromUs);
    // A call that came back in the clean-up was waiting: until when, says nothing.
    for (const call of calls)
      see(call.fromUs, call.untilUs <= endUs && call.state !== 'open' ? call.untilUs : call.fromUs);
    for (const { atUs } of output) see(atUs);
    for (const { atUs, kind } of marks) if (kind !== 'kernel') see(atUs);
  }
  for (const { connections } of timeline.links) {
    for (const { openedUs, passages, ends } of connections) {
      see(openedUs);
      for (const passage of passages) see(passage.fromUs, passage.untilLastUs);
      for (const end of ends) see(end.fromUs, end.untilUs);
    }
  }
  for (const fault of timeline.faults) see(fault.fromUs);
  for (const { atUs, untilUs: endedUs, outcome } of timeline.steps) see(atUs, outcome === 'missed' ? endedUs : atUs);
  for (const bracket of timeline.brackets) {
    if (bracket.outcome !== 'held') see(bracket.fromUs, Math.max(bracket.untilUs, bracket.atMostUs ?? 0));
  }
  if (fromUs === Infinity) return { fromUs: 0, untilUs: Math.max(1_000, timeline.durationUs) };
  return { fromUs, untilUs: Math.max(untilUs, fromUs + 1_000) };
}
