import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventsBeforeCleanup, eventsOf, inOrderOfTime, isComplete, observedUntilUs, stepsEndedUs } from './moments.js';
import { RecordBuilder } from './record-builder.js';

const started = (): RecordBuilder => new RecordBuilder().start(0, 'client');

describe('the moments of a record', () => {
  test('a record is complete if it has an end, was not interrupted, no step was skipped, and the rig held', () => {
    assert.ok(isComplete(started().build()));
    assert.ok(isComplete(started().step(0, 'await exit client', [1, 2], { outcome: 'missed' }).build('aborted')));
    assert.ok(!isComplete(started().cut()));
    assert.ok(!isComplete(started().build('interrupted')));
    assert.ok(!isComplete(started().event(3, 'step.ended', { step: 1, outcome: 'skipped' }).build('aborted')));
    assert.ok(!isComplete(started().event(3, 'rig.failed', { code: 'port-taken', message: '' }).build('aborted')));
  });

  test('the steps are over when the clean-up begins, else when the record ends', () => {
    assert.equal(stepsEndedUs(started().cleanup(50).exit(90, 'client', 'KILL').build()), 50);
    assert.equal(stepsEndedUs(started().exit(90, 'client', 0).cut()), 90);
    assert.equal(observedUntilUs(new RecordBuilder().cut()), 0);
  });

  test('what was recorded late but happened before the clean-up counts as before it', () => {
    const record = started().cleanup(50).line(40, 'client', 'early').line(60, 'client', 'late').build();
    const lines = eventsOf(eventsBeforeCleanup(record), 'output.line').map(({ data }) => data.text);
    assert.deepEqual(lines, ['early']);
  });

  test('the order of time is that of atUs, then of recording', () => {
    const { events } = new RecordBuilder().line(5, 'a', '1').line(3, 'a', '2').line(5, 'a', '3').build();
    assert.deepEqual(
      inOrderOfTime(events).map(({ seq }) => seq),
      [1, 0, 2],
    );
  });
});
