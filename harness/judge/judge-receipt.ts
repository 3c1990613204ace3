// A fault that was injected must have left the evidence that its kind asks for. One that was never reached owes nothing.

import { FAULTS, type FaultEvidence } from '../kinds/faults/index.js';
import type { Receipt } from '../kinds/receipt.js';
import type { EventOf } from '../record/event.js';
import { eventsOf, isComplete, stepsEndedUs } from '../record/moments.js';
import type { RunRecord } from '../record/run-record.js';
import type { Step } from '../scenario/scenario.js';
import type { Verdict } from './verdict.js';

export function judgeReceipt(step: Extract<Step, { readonly do: 'inject' }>, record: RunRecord): readonly Verdict[] {
  const injected = eventsOf(record.events, 'fault.injected').find(({ data }) => data.name === step.name);
  if (injected === undefined) return [];
  const receipt = receiptOf(injected, record);
  const cut = isComplete(record) ? '' : '; the run was cut short, so it may have had no time to take effect';
  return [
    {
      subject: 'receipt',
      label: labelOf(injected),
      clause: 'receipt',
      outcome: receipt.left ? 'held' : 'inconclusive',
      expected: `${labelOf(injected)} takes effect`,
      actual: receipt.left ? receipt.explanation : `${receipt.explanation}${cut}`,
      span: step.span,
      evidence: [injected.seq, ...receipt.evidence],
    },
  ];
}

function receiptOf(injected: EventOf<'fault.injected'>, record: RunRecord): Receipt {
  const healed = eventsOf(record.events, 'fault.healed').find(({ data }) => data.name === injected.data.name);
  // The clean-up heals all faults, then ends the programs: what happens there is not the fault's effect.
  const healedUs = Math.min(healed?.atUs ?? Infinity, stepsEndedUs(record));
  return lookForReceipt({ events: record.events, injected, healed, healedUs, addresses: record.header.addresses });
}

/** A kind that this version does not know, and one that can't read its spec, find nothing. */
export function lookForReceipt(evidence: Omit<FaultEvidence<unknown>, 'spec'>): Receipt {
  const { fault, spec } = evidence.injected.data;
  const kind = FAULTS.get(fault);
  if (kind === undefined) return { left: false, explanation: `this version knows no fault "${fault}"`, evidence: [] };
  try {
    return kind.receipt({ ...evidence, spec });
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { left: false, explanation: `its receipt could not be looked for: ${what}`, evidence: [] };
  }
}

function labelOf({ data }: EventOf<'fault.injected'>): string {
  try {
    return FAULTS.get(data.fault)?.describe(data.spec) ?? data.fault;
  } catch {
    // A spec that this version can't read, in an old record: its name says enough.
    return data.name;
  }
}
