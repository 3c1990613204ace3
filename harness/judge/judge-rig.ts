// Trouble of the rig, and a record that stops before its end: neither proves anything about the programs.

import type { EventOf } from '../record/event.js';
import { eventsOf } from '../record/moments.js';
import type { RunRecord } from '../record/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { stepAt } from './steps-of.js';
import type { Verdict } from './verdict.js';

export function judgeRig(scenario: Scenario, record: RunRecord): readonly Verdict[] {
  return eventsOf(record.events, 'rig.failed').map((failed) => {
    const { code, message, hint } = failed.data;
    const isMissing = code === 'missing-capability';
    const step = stepBefore(scenario, record, failed);
    return {
      subject: isMissing ? 'capability' : 'rig',
      label: code,
      clause: 'rig',
      outcome: isMissing ? 'unsupported' : 'inconclusive',
      expected: step === undefined ? 'the harness sets up the run' : `the harness carries out "${step.label}"`,
      actual: message,
      ...(hint === undefined ? {} : { hint }),
      span: step?.span ?? scenario.span,
      evidence: [failed.seq],
    };
  });
}

/** A record without an end (the harness was killed) or of a run that was interrupted. */
export function judgeRecordEnd(scenario: Scenario, record: RunRecord): readonly Verdict[] {
  if (record.end !== undefined && record.end.reason !== 'interrupted') return [];
  const last = record.events.at(-1);
  const where = last === undefined ? 'before its first event' : `at ${formatDurationUs(last.atUs)}, after ${last.kind}`;
  return [
    {
      subject: 'rig',
      label: 'cut record',
      clause: 'rig',
      outcome: 'inconclusive',
      expected: 'the run is recorded to its end',
      actual: record.end === undefined ? `the record stops ${where}` : `the run was interrupted ${where}`,
      hint: 'run the scenario again',
      span: scenario.span,
      evidence: last === undefined ? [] : [last.seq],
    },
  ];
}

/** The step that was being carried out, as far as the record tells. */
function stepBefore(scenario: Scenario, record: RunRecord, failed: EventOf<'rig.failed'>) {
  const rule = eventsOf(record.events, 'rule.fired').find(({ data, seq }) => {
    const ended = eventsOf(record.events, 'rule.ended').find((one) => one.data.rule === data.rule);
    return seq < failed.seq && (ended === undefined || ended.seq > failed.seq);
  });
  if (rule !== undefined) return scenario.rules[rule.data.rule]?.step;
  const started = eventsOf(record.events, 'step.started').findLast(({ seq }) => seq < failed.seq);
  return started === undefined ? undefined : stepAt(scenario, started.data);
}
