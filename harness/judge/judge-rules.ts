// `when` rules: one whose trigger never came did nothing, so whatever its fault was meant to show was not tried.

import type { EventOf } from '../record/event.js';
import { eventsOf, isComplete } from '../record/moments.js';
import type { RunRecord } from '../record/run-record.js';
import type { Rule, Scenario } from '../scenario/scenario.js';
import { judgeReceipt } from './judge-receipt.js';
import { judgeStepReceipt } from './judge-step-receipt.js';
import { judgeMissed } from './judge-steps.js';
import { clauseOf } from './steps-of.js';
import type { Verdict } from './verdict.js';

export function judgeRules(scenario: Scenario, record: RunRecord): readonly Verdict[] {
  return scenario.rules.flatMap((rule, index) => {
    const fired = eventsOf(record.events, 'rule.fired').find(({ data }) => data.rule === index);
    const ended = eventsOf(record.events, 'rule.ended').find(({ data }) => data.rule === index);
    const owes = rule.step.do === 'inject' && ended?.data.outcome !== 'failed';
    const receipts = owes ? judgeReceipt(rule.step, record) : [];
    return [
      ...(fired === undefined ? neverFired(rule, ended, record) : judgeFired(rule, fired, ended, record)),
      ...receipts,
    ];
  });
}

function neverFired(rule: Rule, ended: EventOf<'rule.ended'> | undefined, record: RunRecord): readonly Verdict[] {
  // Of a run that was cut short or missed a step something else is to be told.
  if (ended === undefined || !isComplete(record)) return [];
  return [
    {
      subject: 'step',
      label: rule.label,
      clause: 'when',
      outcome: 'inconclusive',
      expected: `the trigger of "${rule.label}" comes before the steps are over`,
      actual: 'it never came, so the rule did nothing',
      hint: 'correct the trigger, or let the steps await what it reacts to',
      span: rule.span,
      evidence: [ended.seq],
    },
  ];
}

function judgeFired(
  rule: Rule,
  fired: EventOf<'rule.fired'>,
  ended: EventOf<'rule.ended'> | undefined,
  record: RunRecord,
): readonly Verdict[] {
  if (ended?.data.outcome === 'done') return judgeStepReceipt(rule.step, { began: fired, ended }, record);
  if (ended?.data.outcome !== 'missed') return [];
  const isGuard = rule.step.do === 'guard';
  const missed = {
    subject: isGuard ? 'guard' : 'step',
    label: rule.label,
    clause: clauseOf(rule.step),
    expected: ended.data.expected ?? rule.step.label,
    actual: ended.data.actual ?? 'it did not come in time',
    span: rule.step.span,
    evidence: [fired.seq, ended.seq],
  } as const;
  return [isGuard ? { ...missed, outcome: 'inconclusive' } : judgeMissed(missed, ended.data.late, record)];
}
