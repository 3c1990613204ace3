// What was done to the network and the programs, from injection to healing, each with its receipt.

import { describeFault, isInstant, streamOfFault } from './describe-fault.js';
import type { FaultBand } from '../kinds/reporters/run-report.js';
import type { RunVerdict, Verdict } from '../judge/verdict.js';
import { isKind, type EventOf } from '../record/event.js';
import type { RunRecord } from '../record/run-record.js';
import type { Scenario, Step } from '../scenario/scenario.js';
import type { Span } from '../vocabulary/problems.js';

export interface FaultSources {
  readonly scenario: Scenario;
  readonly record: RunRecord;
  readonly verdicts: RunVerdict;
  readonly endUs: number;
}

export function faultBands({ scenario, record, verdicts, endUs }: FaultSources): readonly FaultBand[] {
  const healed = new Map<string, EventOf<'fault.healed'>>();
  for (const event of record.events) if (isKind(event, 'fault.healed')) healed.set(event.data.name, event);
  const receipts = verdicts.verdicts.filter(({ subject }) => subject === 'receipt');
  const bands: FaultBand[] = [];
  for (const event of record.events) {
    if (!isKind(event, 'fault.injected')) continue;
    const { name, fault, link, program } = event.data;
    bands.push({
      seq: event.seq,
      healedSeq: healed.get(name)?.seq,
      name,
      fault,
      text: describeFault(event.data),
      link,
      program,
      stream: streamOfFault(event.data),
      fromUs: event.atUs,
      untilUs: isInstant(event.data) ? event.atUs : Math.max(event.atUs, healed.get(name)?.atUs ?? endUs),
      receipt: receiptOf(event, receipts, scenario),
    });
  }
  return bands;
}

/** The verdict on this fault's receipt: the one that stands where the fault is injected, or that rests on its injection. */
function receiptOf(
  injected: EventOf<'fault.injected'>,
  receipts: readonly Verdict[],
  scenario: Scenario,
): FaultBand['receipt'] {
  const { name } = injected.data;
  const steps: readonly Step[] = [...scenario.steps, ...scenario.rules.map((rule) => rule.step)];
  const step = steps.find((candidate) => candidate.do === 'inject' && candidate.name === name);
  const verdict =
    receipts.find(({ span }) => step !== undefined && isSameSpan(span, step.span)) ??
    receipts.find(({ evidence }) => evidence.includes(injected.seq)) ??
    receipts.find(({ label }) => label.includes(name));
  return verdict === undefined ? undefined : { left: verdict.outcome === 'held', explanation: verdict.actual };
}

export const isSameSpan = (a: Span, b: Span): boolean =>
  a.file === b.file && a.line === b.line && a.column === b.column;
