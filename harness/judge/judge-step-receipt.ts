// What a step owes besides being done: the evidence on the record that it had its effect. Only what is missing is told.
//
//   start, restart: a process began   write: somebody took the bytes   heal: the fault was there to be taken away   wait: the time passed

import type { Payload } from '../kinds/words.js';
import { eventsOf } from '../record/moments.js';
import type { RunEvent } from '../record/event.js';
import type { RunRecord } from '../record/run-record.js';
import type { Step } from '../scenario/scenario.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { traceAfterHeal } from './still-acts.js';
import type { Verdict } from './verdict.js';

export interface Done {
  readonly began: Pick<RunEvent, 'seq' | 'atUs'>;
  readonly ended: Pick<RunEvent, 'seq' | 'atUs'>;
}

/** Of a step that is done. What an injected fault owes is told by its kind. */
export function judgeStepReceipt(step: Step, done: Done, record: RunRecord): readonly Verdict[] {
  const missing = missingEvidence(step, done, record);
  if (missing === undefined) return [];
  return [
    {
      subject: 'receipt',
      label: step.label,
      clause: 'receipt',
      outcome: 'inconclusive',
      ...missing,
      span: step.span,
      evidence: [done.began.seq, done.ended.seq],
    },
  ];
}

type Missing = Pick<Verdict, 'expected' | 'actual' | 'hint'>;

function missingEvidence(step: Step, { began, ended }: Done, record: RunRecord): Missing | undefined {
  const meanwhile = record.events.filter(({ seq }) => seq > began.seq && seq < ended.seq);
  switch (step.do) {
    case 'start':
    case 'restart': {
      const spawned = eventsOf(meanwhile, 'process.spawned').some(({ data }) => data.program === step.program);
      return spawned
        ? undefined
        : { expected: `a process of ${step.program} begins`, actual: 'none was seen to begin in this step' };
    }
    case 'write': {
      const written = eventsOf(meanwhile, 'input.written').filter(({ data }) => data.program === step.to);
      const takenBytes = written.reduce((sum, { data }) => sum + data.sizeBytes, 0);
      if (written.length > 0 && (takenBytes > 0 || isEmpty(step.payload))) return undefined;
      return {
        expected: `${step.to} is given what is written to it`,
        actual: `${step.to} took none of it`,
        hint: 'it has ended, or closed its stdin: write to it before',
      };
    }
    case 'heal': {
      const expected = `${step.name} is taken away`;
      const healed = eventsOf(meanwhile, 'fault.healed').find(({ data }) => data.name === step.name);
      if (healed === undefined) {
        const hint = 'heal what was injected before, and once';
        return { expected, actual: 'it was not there any more, or not yet', hint };
      }
      const trace = traceAfterHeal(healed, record);
      return trace === undefined ? undefined : { expected, actual: `it still acts: ${trace}` };
    }
    case 'wait': {
      const passedUs = ended.atUs - began.atUs;
      return passedUs >= step.us
        ? undefined
        : { expected: `${formatDurationUs(step.us)} pass`, actual: `${formatDurationUs(passedUs)} passed` };
    }
    case 'inject':
    case 'await':
    case 'guard':
      return undefined;
  }
}

/** A file counts as not empty: the record does not tell its size, and `end: true` alone closes a stdin. */
const isEmpty = (payload: Payload): boolean =>
  ('text' in payload && payload.text === '') ||
  ('hex' in payload && payload.hex === '') ||
  ('base64' in payload && payload.base64 === '') ||
  ('repeat' in payload && payload.repeat.size === 0);
