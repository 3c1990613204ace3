import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../record/record-builder.js';
import type { Rule } from '../scenario/scenario.js';
import { judge } from './judge.js';
import { scenarioOf, spanAt, step } from './scenario-builder.js';
import { AWAIT, KILL, TIMES_OUT, client, timedOut, returned, told } from './spec-cases.js';

describe('receipts', () => {
  const killed = (builder: RecordBuilder): RecordBuilder =>
    builder
      .start(0, 'server')
      .event(100, 'step.started', { step: 0, label: KILL.label })
      .event(101, 'fault.injected', {
        name: 'signal KILL to server',
        fault: 'signal',
        program: 'server',
        spec: { program: 'server', signal: 'KILL' },
      })
      .event(110, 'step.ended', { step: 0, outcome: 'done' });

  test('hold when the fault left its evidence', () => {
    const record = killed(timedOut()).exit(105, 'server', 'KILL').cleanup(300).build();
    const { outcome, verdicts } = judge(scenarioOf({ steps: [KILL], expect: [TIMES_OUT] }), record);
    assert.equal(outcome, 'held');
    assert.deepEqual(verdicts[0], {
      subject: 'receipt',
      label: 'SIGKILL to server',
      clause: 'receipt',
      outcome: 'held',
      expected: 'SIGKILL to server takes effect',
      actual: 'server was killed by SIGKILL',
      span: spanAt(12),
      evidence: [7, 9],
    });
  });

  test('that are missing make the run inconclusive, though everything else holds', () => {
    assert.deepEqual(told({ steps: [KILL], expect: [TIMES_OUT] }, killed(timedOut()).cleanup(300).build()), [
      'inconclusive',
      'receipt receipt inconclusive :12',
      'expectation raises held :102',
    ]);
  });

  test('that are missing never make a break green', () => {
    assert.equal(told({ steps: [KILL], expect: [TIMES_OUT] }, killed(returned()).cleanup(300).build())[0], 'broken');
  });

  test('are not owed by a fault that was never reached', () => {
    const record = client().event(5, 'step.ended', { step: 0, outcome: 'skipped' }).cleanup(60).build('aborted');
    assert.deepEqual(told({ steps: [KILL] }, record), ['held']);
  });

  test('are not owed by a fault that the rig could not inject: its trouble says it', () => {
    const record = client()
      .event(100, 'step.started', { step: 0, label: KILL.label })
      .event(101, 'fault.injected', { name: KILL.label, fault: 'signal', spec: { program: 'server', signal: 'KILL' } })
      .event(102, 'step.ended', { step: 0, outcome: 'failed' })
      .event(103, 'rig.failed', { code: 'program-not-running', message: 'it has exited' })
      .cleanup(110)
      .build('aborted');
    assert.deepEqual(told({ steps: [KILL] }, record), ['inconclusive', 'rig rig inconclusive :12']);
  });

  test('of a fault that this version does not know are missing', () => {
    const record = client()
      .event(100, 'step.started', { step: 0, label: 'inject gremlin' })
      .event(101, 'fault.injected', { name: 'g', fault: 'gremlin', spec: {} })
      .event(110, 'step.ended', { step: 0, outcome: 'done' })
      .build();
    const steps = [step(9, 'inject gremlin', { do: 'inject', name: 'g', fault: 'gremlin', spec: {} })];
    const { verdicts } = judge(scenarioOf({ steps }), record);
    assert.deepEqual(
      verdicts.map(({ outcome, actual }) => [outcome, actual]),
      [['inconclusive', 'this version knows no fault "gremlin"']],
    );
  });
});

describe('rules', () => {
  const rule: Rule = {
    span: spanAt(20),
    label: 'when connection wire (first): signal KILL to server',
    trigger: { on: 'connection', link: 'wire', nth: 1 },
    step: { ...KILL, span: spanAt(21) },
  };
  const ended = { rule: 0, step: -1 } as const;

  test('that never fired prove nothing', () => {
    const record = timedOut()
      .event(100, 'rule.ended', { ...ended, outcome: 'missed' })
      .cleanup(300)
      .build();
    assert.deepEqual(told({ rules: [rule], expect: [TIMES_OUT] }, record), [
      'inconclusive',
      'step when inconclusive :20',
      'expectation raises held :102',
    ]);
  });

  test('that fired owe the receipt of their fault, at their own step', () => {
    const fired = timedOut()
      .start(0, 'server')
      .event(100, 'rule.fired', { rule: 0, label: rule.label })
      .event(101, 'fault.injected', {
        name: 'signal KILL to server',
        fault: 'signal',
        spec: { program: 'server', signal: 'KILL' },
      })
      .exit(102, 'server', 'KILL')
      .event(103, 'rule.ended', { ...ended, outcome: 'done' });
    assert.deepEqual(told({ rules: [rule] }, fired.cleanup(300).build()), ['held', 'receipt receipt held :21']);
  });

  test('whose await was missed are broken', () => {
    const awaiting = { ...rule, step: AWAIT };
    const record = client()
      .event(100, 'rule.fired', { rule: 0, label: rule.label })
      .event(200, 'rule.ended', {
        ...ended,
        outcome: 'missed',
        expected: 'client exits',
        actual: 'client is still running',
      })
      .cleanup(300)
      .build();
    assert.deepEqual(told({ rules: [awaiting] }, record), ['broken', 'step await exit broken :10']);
  });
});
