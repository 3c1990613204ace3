import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../record/record-builder.js';
import { judge } from './judge.js';
import { scenarioOf, spanAt } from './scenario-builder.js';
import { AWAIT, GUARD, KILL, TIMES_OUT, client, timedOut, returned, told } from './spec-cases.js';

describe('guards', () => {
  const checked = (builder: RecordBuilder, outcome: 'met' | 'missed'): RecordBuilder =>
    builder
      .event(100, 'step.started', { step: 0, label: GUARD.label })
      .event(200, 'guard.checked', {
        step: 0,
        outcome,
        expected: 'port 4000 has a socket in TIME_WAIT',
        actual: 'port 4000 has no socket at all',
      })
      .event(200, 'step.ended', { step: 0, outcome: outcome === 'met' ? 'done' : 'missed' });

  test('that are met hold, and weaken nothing', () => {
    assert.deepEqual(told({ steps: [GUARD], expect: [TIMES_OUT] }, checked(returned(), 'met').cleanup(300).build()), [
      'broken',
      'guard guard tcp held :11',
      'expectation raises broken :102',
    ]);
  });

  test('that are missed make the run inconclusive, though everything else holds', () => {
    assert.deepEqual(
      told({ steps: [GUARD], expect: [TIMES_OUT] }, checked(timedOut(), 'missed').cleanup(300).build('aborted')),
      ['inconclusive', 'guard guard tcp inconclusive :11', 'expectation raises held :102'],
    );
  });

  test('that are missed do not undo a break that was proven before', () => {
    assert.deepEqual(
      told({ steps: [GUARD], expect: [TIMES_OUT] }, checked(returned(), 'missed').cleanup(300).build('aborted')),
      ['broken', 'guard guard tcp inconclusive :11', 'expectation raises broken :102'],
    );
  });

  test('that are missed make a break that came later inconclusive', () => {
    const later = checked(client(), 'missed')
      .call('client', 'recv', { atUs: 210, durationUs: 20, sizeBytes: 4 })
      .cleanup(300)
      .build('aborted');
    const { outcome, verdicts } = judge(scenarioOf({ steps: [GUARD], expect: [TIMES_OUT] }), later);
    assert.equal(outcome, 'inconclusive');
    assert.equal(verdicts[1]?.outcome, 'inconclusive');
    assert.equal(verdicts[1]?.actual, 'recv returned 4 B after 20 µs');
    assert.equal(verdicts[1]?.hint, 'this proves nothing, because a guard had missed before');
  });
});

describe('what rests on the end of the steps', () => {
  const EXITS = { exit: { of: 'client', code: 0 } };
  const ends = (builder: RecordBuilder, label: string, step: object): RecordBuilder =>
    builder
      .event(100, 'step.started', { step: 0, label })
      .event(200, 'step.ended', { step: 0, outcome: 'missed', ...step });

  test('proves nothing after a missed guard: a program may still run because of what was not so', () => {
    const record = ends(client(), GUARD.label, {})
      .event(200, 'guard.checked', { step: 0, outcome: 'missed', expected: 'a', actual: 'b' })
      .cleanup(300)
      .build('aborted');
    assert.deepEqual(told({ steps: [GUARD], expect: [EXITS, TIMES_OUT] }, record), [
      'inconclusive',
      'guard guard tcp inconclusive :11',
      'expectation exit inconclusive :101',
      'expectation call inconclusive :201',
    ]);
  });

  test('proves nothing after a wait whose time the machine had taken', () => {
    const late = { fromUs: 100, untilUs: 150, byUs: 10, came: true };
    const starved = ends(client(), AWAIT.label, { late })
      .event(160, 'process.waited', { program: 'client', run: 1, sinceUs: 100, runDelayUs: 40 })
      .cleanup(300);
    assert.deepEqual(told({ steps: [AWAIT], expect: [EXITS] }, starved.build('aborted')), [
      'inconclusive',
      'step await exit inconclusive :10',
      'expectation exit inconclusive :101',
    ]);
  });

  test('proves nothing after the first such wait, be it a step’s or a rule’s', () => {
    const late = (fromUs: number) => ({ fromUs, untilUs: fromUs + 50, byUs: 10, came: true });
    const record = client()
      .event(160, 'process.waited', { program: 'client', run: 1, sinceUs: 100, runDelayUs: 40 })
      .event(170, 'rule.ended', { rule: 0, step: -1, outcome: 'missed', late: late(100) })
      .call('client', 'recv', { atUs: 180, durationUs: 20, sizeBytes: 4 })
      .event(460, 'process.waited', { program: 'client', run: 1, sinceUs: 400, runDelayUs: 40 })
      .event(470, 'step.ended', { step: 0, outcome: 'missed', late: late(400) })
      .cleanup(500)
      .build('aborted');
    assert.deepEqual(told({ expect: [TIMES_OUT] }, record), ['inconclusive', 'expectation raises inconclusive :102']);
  });

  test('stays broken after a wait that was late by itself', () => {
    const late = { fromUs: 100, untilUs: 150, byUs: 10, came: true };
    assert.deepEqual(
      told({ steps: [AWAIT], expect: [EXITS] }, ends(client(), AWAIT.label, { late }).cleanup(300).build('aborted')),
      ['broken', 'step await exit broken :10', 'expectation exit broken :101'],
    );
  });
});

describe('a timeout that the machine has brought about', () => {
  const record = (waitedUs: number): RecordBuilder =>
    client()
      .raise('client', 'recv', 'TimeoutError', { atUs: 10, durationUs: 500_000, runDelayUs: waitedUs })
      .exit(500_100, 'client', 1)
      .cleanup(600_000);
  const expect = [{ call: { by: 'client', name: 'recv' }, returns: 'ok' }, { exit: { of: 'client', code: 0 } }];

  test('makes it and what follows from it inconclusive, and says why', () => {
    assert.deepEqual(told({ expect }, record(300_000).build()), [
      'inconclusive',
      'expectation returns inconclusive :102',
      'expectation exit inconclusive :201',
    ]);
    assert.equal(
      judge(scenarioOf({ expect }), record(300_000).build()).verdicts[0]?.hint,
      'this proves nothing, because recv of client had timed out while the machine took 300 ms of its 500 ms (it waited 300 ms for a CPU) before',
    );
  });

  test('is no excuse where it took less than half of it', () => {
    assert.equal(told({ expect }, record(200_000).build())[0], 'broken');
  });
});

describe('trouble of the rig', () => {
  const failed = (builder: RecordBuilder, code = 'toxiproxy-refused'): RecordBuilder =>
    builder
      .event(100, 'step.started', { step: 0, label: KILL.label })
      .event(110, 'step.ended', { step: 0, outcome: 'failed' })
      .event(111, 'rig.failed', { code, message: 'the proxy said no', hint: 'ask it why' });

  test('is inconclusive, at the step that it hit', () => {
    const { outcome, verdicts } = judge(scenarioOf({ steps: [KILL] }), failed(client()).cleanup(300).build('aborted'));
    assert.equal(outcome, 'inconclusive');
    assert.deepEqual(verdicts, [
      {
        subject: 'rig',
        label: 'toxiproxy-refused',
        clause: 'rig',
        outcome: 'inconclusive',
        expected: 'the harness carries out "signal KILL to server"',
        actual: 'the proxy said no',
        hint: 'ask it why',
        span: spanAt(12),
        evidence: [4],
      },
    ]);
  });

  test('takes nothing back that was broken before it, and lets nothing be broken after it', () => {
    assert.equal(
      told({ steps: [KILL], expect: [TIMES_OUT] }, failed(returned()).cleanup(300).build('aborted'))[0],
      'broken',
    );
    assert.equal(
      told({ steps: [KILL], expect: [TIMES_OUT] }, failed(client()).cleanup(300).build('aborted'))[0],
      'inconclusive',
    );
  });

  test('for want of a capability is unsupported, and nothing else is told', () => {
    const record = failed(client(), 'missing-capability').cleanup(300).build('aborted');
    assert.deepEqual(told({ steps: [KILL], expect: [TIMES_OUT] }, record), [
      'unsupported',
      'capability rig unsupported :12',
    ]);
  });

  test('before the first step stands at the title', () => {
    const record = new RecordBuilder()
      .event(1, 'rig.failed', { code: 'port-taken', message: 'port 1 is taken' })
      .cleanup(2)
      .build('aborted');
    assert.deepEqual(told({ steps: [KILL] }, record), ['inconclusive', 'rig rig inconclusive :1']);
  });

  test('a run that took too long does not blame the step that it cut off', () => {
    const record = client()
      .step(0, 'await exit client', [5, 50], {
        outcome: 'missed',
        expected: 'client exits',
        actual: 'still running when the run was ended',
      })
      .event(60, 'rig.failed', {
        code: 'timeout',
        message: 'expected the whole run to take at most 1 s (timeout), and it took longer',
      })
      .cleanup(61)
      .build('aborted');
    assert.deepEqual(told({ steps: [AWAIT] }, record), [
      'inconclusive',
      'rig rig inconclusive :10',
      'step await exit inconclusive :10',
    ]);
  });
});
