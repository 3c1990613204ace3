// Each kind of step without the effect that it owes: inconclusive, never held. Faults are tried in receipts.spec.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Payload } from '../kinds/words.js';
import type { RecordBuilder } from '../record/record-builder.js';
import type { StepAction } from '../scenario/scenario.js';
import { judge } from './judge.js';
import { scenarioOf, step } from './scenario-builder.js';
import { client } from './spec-cases.js';

interface Case {
  readonly action: StepAction;
  /** What the step leaves on the record, at 150 µs. */
  readonly effect: (builder: RecordBuilder) => RecordBuilder;
  readonly without: string;
}

const CASES: Readonly<Record<string, Case>> = {
  start: {
    action: { do: 'start', program: 'server', withinUs: undefined },
    effect: (builder) => builder.start(150, 'server'),
    without: 'none was seen to begin in this step',
  },
  restart: {
    action: { do: 'restart', program: 'client' },
    effect: (builder) => builder.start(150, 'client', { run: 2 }),
    without: 'none was seen to begin in this step',
  },
  write: {
    action: { do: 'write', to: 'client', payload: { text: 'ciao' }, end: false },
    effect: (builder) => builder.event(150, 'input.written', { program: 'client', run: 1, sizeBytes: 4 }),
    without: 'client took none of it',
  },
  heal: {
    action: { do: 'heal', name: 'slow' },
    effect: (builder) => builder.event(150, 'fault.healed', { name: 'slow' }),
    without: 'it was not there any more, or not yet',
  },
  wait: {
    action: { do: 'wait', us: 100 },
    effect: (builder) => builder,
    without: '50 µs passed',
  },
};

for (const [verb, { action, effect, without }] of Object.entries(CASES)) {
  const it = step(10, verb, action);
  const done = (builder: RecordBuilder, endUs = 200): RecordBuilder =>
    builder.event(endUs, 'step.ended', { step: 0, outcome: 'done' }).cleanup(300);
  const begun = (): RecordBuilder => client().event(100, 'step.started', { step: 0, label: verb });

  describe(`the step ${verb}`, () => {
    test('with its effect owes nothing', () => {
      assert.deepEqual(judge(scenarioOf({ steps: [it] }), done(effect(begun())).build()).verdicts, []);
    });

    test('without it is inconclusive', () => {
      const { outcome, verdicts } = judge(
        scenarioOf({ steps: [it] }),
        done(begun(), verb === 'wait' ? 150 : 200).build(),
      );
      assert.equal(outcome, 'inconclusive');
      assert.deepEqual(
        verdicts.map(({ subject, label, actual }) => [subject, label, actual]),
        [['receipt', verb, without]],
      );
    });

    test('of a rule owes the same', () => {
      const trigger = { on: 'connection', link: 'wire', nth: 1 } as const;
      const rule = { span: it.span, label: `when connection: ${verb}`, trigger, step: it };
      const fired = client().event(100, 'rule.fired', { rule: 0, label: rule.label });
      const end = (builder: RecordBuilder, endUs: number): RecordBuilder =>
        builder.event(endUs, 'rule.ended', { rule: 0, step: -1, outcome: 'done' }).cleanup(300);
      assert.equal(
        judge(scenarioOf({ rules: [rule] }), end(fired, verb === 'wait' ? 150 : 200).build()).outcome,
        'inconclusive',
      );
    });
  });
}

test('a write to a program that reads no more has no effect, whatever is written', () => {
  const record = client()
    .event(100, 'step.started', { step: 0, label: 'write' })
    .event(150, 'input.written', { program: 'client', run: 1, sizeBytes: 0 })
    .event(200, 'step.ended', { step: 0, outcome: 'done' })
    .cleanup(300)
    .build();
  const outcomeOf = (payload: Payload): string => {
    const action = { do: 'write', to: 'client', payload, end: true } as const;
    return judge(scenarioOf({ steps: [step(10, 'write', action)] }), record).outcome;
  };
  assert.equal(outcomeOf({ text: 'ciao' }), 'inconclusive');
  assert.equal(outcomeOf({ file: '/a-message' }), 'inconclusive');
  // Nothing was to be written: only stdin was to be closed.
  assert.equal(outcomeOf({ text: '' }), 'held');
});

test('a fault whose spec this version can’t read leaves its heal undecided, and lets nothing be green', () => {
  const spec = { link: 'wire', toxic: { type: 'latency' } };
  const heal = step(11, 'heal slow', { do: 'heal', name: 'slow' });
  const inject = step(10, 'inject slow', { do: 'inject', name: 'slow', fault: 'toxic', spec });
  const record = client()
    .event(100, 'step.started', { step: 0, label: inject.label })
    .event(101, 'fault.injected', { name: 'slow', fault: 'toxic', link: 'wire', spec })
    .event(102, 'step.ended', { step: 0, outcome: 'done' })
    .event(110, 'step.started', { step: 1, label: heal.label })
    .event(111, 'fault.healed', { name: 'slow' })
    .event(112, 'step.ended', { step: 1, outcome: 'done' })
    .cleanup(300)
    .build();
  const { verdicts } = judge(scenarioOf({ steps: [inject, heal] }), record);
  assert.deepEqual(
    verdicts.map(({ subject, outcome, span }) => `${subject} ${outcome} :${span.line}`),
    ['receipt inconclusive :10'],
  );
});
