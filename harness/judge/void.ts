// A missed guard, trouble of the rig, an interruption, or a machine that took the programs' time away makes what comes after it
// worthless: a break that is proven by earlier events alone stays proven, every later one becomes inconclusive. Nothing becomes
// green by it.

import { findStarvedTimeout } from '../kinds/expectations/starved-timeout.js';
import { isExplained } from '../kinds/expectations/noise.js';
import { eventsOf } from '../record/moments.js';
import type { RunRecord } from '../record/run-record.js';
import type { Verdict } from './verdict.js';

export interface Void {
  readonly fromUs: number;
  /** `the guard had missed`. */
  readonly because: string;
}

/** The earliest moment from which the record proves nothing; undefined if all of it does. */
export function voidFrom(record: RunRecord): Void | undefined {
  const guard = eventsOf(record.events, 'guard.checked').find(({ data }) => data.outcome === 'missed');
  const rig = eventsOf(record.events, 'rig.failed')[0];
  const causes: Void[] = [];
  if (guard !== undefined) causes.push({ fromUs: guard.atUs, because: 'a guard had missed' });
  if (rig !== undefined)
    causes.push({ fromUs: rigFailedFrom(record, rig), because: `the rig had failed (${rig.data.code})` });
  if (record.end?.reason === 'interrupted') {
    causes.push({ fromUs: lastStepUs(record), because: 'the run was interrupted' });
  }
  for (const { data } of [...eventsOf(record.events, 'step.ended'), ...eventsOf(record.events, 'rule.ended')]) {
    if (data.late === undefined || !isExplained(record, data.late)) continue;
    const fromUs = data.late.untilUs - data.late.byUs;
    causes.push({ fromUs, because: 'the machine had taken the time of a step' });
  }
  const timeout = findStarvedTimeout(record);
  if (timeout !== undefined) causes.push(timeout);
  return causes.toSorted((a, b) => a.fromUs - b.fromUs)[0];
}

/** Broken pieces that rest on nothing, or on anything after the void began, become inconclusive. */
export function withoutVoid(pieces: readonly Verdict[], from: Void | undefined, record: RunRecord): readonly Verdict[] {
  if (from === undefined) return pieces;
  const isBefore = (seq: number): boolean => (record.events[seq]?.atUs ?? Infinity) < from.fromUs;
  return pieces.map((piece) => {
    if (piece.outcome !== 'broken' || (piece.evidence.length > 0 && piece.evidence.every(isBefore))) return piece;
    return { ...piece, outcome: 'inconclusive', hint: `this proves nothing, because ${from.because} before` };
  });
}

/** The run's own timeout is recorded only after it has ended the step that was waiting: that step was not given its time. */
function rigFailedFrom(
  record: RunRecord,
  rig: { readonly atUs: number; readonly data: { readonly code: string } },
): number {
  return rig.data.code === 'timeout' ? Math.min(rig.atUs, lastStepUs(record)) : rig.atUs;
}

const lastStepUs = (record: RunRecord): number => eventsOf(record.events, 'step.started').at(-1)?.atUs ?? 0;
