import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunRecord } from '../record/run-record.js';
import { judge, judgeMutant, type Breaks } from './index.js';
import { scenarioOf, type ScenarioParts } from './scenario-builder.js';
import { AWAIT, client, GUARD, returned, TIMES_OUT, timedOut } from './spec-cases.js';

const MISSED = { outcome: 'missed', actual: 'client is still running after 5 s' } as const;

/** Outcome, and the clause of the piece that tells. */
function told(parts: ScenarioParts, record: RunRecord, breaks: string, because?: string): readonly unknown[] {
  const sought: Breaks = { program: 'client', breaks, because };
  const { outcome, piece } = judgeMutant(sought, judge(scenarioOf(parts), record), record);
  return [outcome, piece?.clause];
}

describe('a mutant', () => {
  test('is caught where the scenario breaks at the clause that it names', () => {
    const record = returned().cleanup(60).build();
    assert.deepEqual(told({ expect: [TIMES_OUT] }, record, 'raises'), ['caught', 'raises']);
  });

  test('is caught at a step that is missed, with the text of an event as its reason', () => {
    const record = client()
      .raise('client', 'connect', 'ConnectionRefusedError', { atUs: 10, durationUs: 5, errno: 'ECONNREFUSED' })
      .step(0, 'await exit client', [5, 50], MISSED)
      .cleanup(60)
      .build();
    assert.deepEqual(told({ steps: [AWAIT] }, record, 'await exit', 'ECONNREFUSED'), ['caught', 'await exit']);
    assert.deepEqual(told({ steps: [AWAIT] }, record, 'await exit client', 'still running'), ['caught', 'await exit']);
  });

  test('survives if the scenario holds', () => {
    const record = timedOut().cleanup(60).build();
    assert.deepEqual(told({ expect: [TIMES_OUT] }, record, 'raises'), ['survived', undefined]);
  });

  test('broke elsewhere if it broke, but not there', () => {
    const record = returned().step(0, 'await exit client', [5, 50]).cleanup(60).build();
    assert.deepEqual(told({ steps: [AWAIT], expect: [TIMES_OUT] }, record, 'await exit'), ['elsewhere', 'raises']);
  });

  test('broke elsewhere if its interpreter could not even run it', () => {
    const saying = (...lines: readonly string[]): RunRecord =>
      lines
        .reduce((builder, text, index) => builder.line(15 + index, 'client', text, 'stderr'), returned())
        .cleanup(60)
        .build();
    const traceback = 'Traceback (most recent call last):';
    for (const record of [
      saying('IndentationError: unexpected indent'),
      saying(traceback, "NameError: name 'time' is not defined"),
    ]) {
      assert.deepEqual(told({ expect: [TIMES_OUT] }, record, 'raises'), ['elsewhere', 'mutant']);
    }
    // A program may tell of what it lacks and go on.
    const warned = saying("ImportError: no module named 'uvloop'");
    assert.deepEqual(told({ expect: [TIMES_OUT] }, warned, 'raises'), ['caught', 'raises']);
  });

  test('broke elsewhere if it broke there, but for another reason', () => {
    const record = returned().cleanup(60).build();
    assert.deepEqual(told({ expect: [TIMES_OUT] }, record, 'raises', 'EADDRINUSE'), ['elsewhere', 'raises']);
  });

  test('is inconclusive where the run proves nothing', () => {
    const record = returned().cleanup(60).build();
    const guarded = client()
      .event(20, 'step.started', { step: 0, label: GUARD.label })
      .event(30, 'guard.checked', { step: 0, outcome: 'missed', expected: 'a socket', actual: 'none' })
      .event(31, 'step.ended', { step: 0, outcome: 'missed' })
      .cleanup(60)
      .build('aborted');
    assert.equal(told({ steps: [GUARD] }, guarded, 'raises')[0], 'inconclusive');
    assert.equal(
      told({ expect: [{ call: { by: 'client', name: 'send' }, raises: 'TimeoutError' }] }, record, 'x')[0],
      'elsewhere',
    );
  });
});
