// Steps: an await that was missed is broken, a guard that was missed proves nothing, an injected fault owes its receipt.

import { judgeLateWait } from '../kinds/expectations/noise.js';
import type { EventOf } from '../record/event.js';
import type { LateWait } from '../record/events/run-events.js';
import { eventsOf } from '../record/moments.js';
import type { RunRecord } from '../record/run-record.js';
import type { Scenario, Step } from '../scenario/scenario.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { judgeReceipt } from './judge-receipt.js';
import { judgeStepReceipt } from './judge-step-receipt.js';
import { clauseOf, stepAt } from './steps-of.js';
import { witnessesOf } from './witnesses.js';
import type { Verdict } from './verdict.js';

/** In the order of the steps. Steps that were skipped or never reached are not told. */
export function judgeSteps(scenario: Scenario, record: RunRecord): readonly Verdict[] {
  return eventsOf(record.events, 'step.started').flatMap((started) => {
    const step = stepAt(scenario, started.data);
    const ended = eventsOf(record.events, 'step.ended').find(({ data }) => data.step === started.data.step);
    return judgeStep(step, { started, ended }, record);
  });
}

interface StepEvents {
  readonly started: EventOf<'step.started'>;
  readonly ended: EventOf<'step.ended'> | undefined;
}

function judgeStep(step: Step, events: StepEvents, record: RunRecord): readonly Verdict[] {
  if (step.do === 'guard') return judgeGuard(step, events, record);
  // What the rig could not inject owes no receipt: `rig.failed` tells why, and lets nothing be green.
  const owes = step.do === 'inject' && events.ended?.data.outcome !== 'failed';
  const receipt = owes ? judgeReceipt(step, record) : [];
  return [...judgeEnded(step, events, record), ...receipt];
}

function judgeEnded(step: Step, { started, ended }: StepEvents, record: RunRecord): readonly Verdict[] {
  // A step that failed is the rig's trouble, told by `rig.failed`; one without an end by the cut record.
  if (ended === undefined || ended.data.outcome === 'failed' || ended.data.outcome === 'skipped') return [];
  const took = formatDurationUs(ended.atUs - started.atUs);
  const piece = {
    subject: 'step',
    label: step.label,
    clause: clauseOf(step),
    span: step.span,
    evidence: [started.seq, ended.seq],
  } as const;
  if (ended.data.outcome === 'missed') {
    const expected = ended.data.expected ?? step.label;
    const evidence = [...witnessesOf(step, record, ended), ended.seq];
    const actual = ended.data.actual ?? `it had not come after ${took}`;
    const missed = { ...piece, evidence, expected, actual };
    return [judgeMissed(missed, ended.data.late, record)];
  }
  // Of the steps that went well only those are worth telling that claim something about the programs.
  if (step.do !== 'await') return judgeStepReceipt(step, { began: started, ended }, record);
  return [{ ...piece, outcome: 'held', expected: step.label, actual: `it came after ${took}` }];
}

/** Of a step or of a rule's step: missed because its time was over, or because it became impossible. */
export function judgeMissed(missed: Omit<Verdict, 'outcome'>, late: LateWait | undefined, record: RunRecord): Verdict {
  if (late === undefined) return { ...missed, outcome: 'broken' };
  return { ...missed, ...judgeLateWait(record, missed, late) };
}

function judgeGuard(step: Step, { ended }: StepEvents, record: RunRecord): readonly Verdict[] {
  const checked = eventsOf(record.events, 'guard.checked').find(({ data }) => data.step === ended?.data.step);
  if (checked === undefined) return [];
  const { outcome, expected, actual } = checked.data;
  const piece = {
    subject: 'guard',
    label: step.label,
    clause: clauseOf(step),
    expected,
    actual,
    span: step.span,
    evidence: [checked.seq],
  } as const;
  if (outcome === 'met') return [{ ...piece, outcome: 'held' }];
  const hint =
    'without this precondition the scenario proves nothing: change the steps before it so that it comes true';
  return [{ ...piece, outcome: 'inconclusive', hint }];
}
