import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../../record/record-builder.js';
import type { RunRecord } from '../../../record/run-record.js';
import { judgeClause, told } from '../judge-entry.js';

describe('calls that stay pending', () => {
  const pending = (clause: unknown): Record<string, unknown> => ({
    call: { by: 'client', name: 'recv' },
    pending: clause,
  });
  const blocked = (): RecordBuilder => new RecordBuilder().start(0, 'client').call('client', 'recv', { atUs: 500_000 });
  const rows: readonly (readonly [string, unknown, RunRecord, string])[] = [
    [
      'still in it when the steps are over',
      true,
      blocked().cleanup(3_000_000).build(),
      'held: recv had not come back after 2.5 s, when the steps were over',
    ],
    [
      'long enough',
      { 'at-least': '2s' },
      blocked().cleanup(3_000_000).build(),
      'held: recv had not come back after 2.5 s, when the steps were over',
    ],
    [
      'watched too short a time',
      { 'at-least': '3s' },
      blocked().cleanup(3_000_000).build(),
      'inconclusive: recv had not come back after 2.5 s, when the steps were over: too early to tell, let the scenario wait longer',
    ],
    [
      'in a cut record',
      true,
      blocked().line(3_000_000, 'client', 'x').cut(),
      'inconclusive: recv had not come back after 2.5 s, when the record stops',
    ],
    [
      'long enough in a cut record',
      { 'at-least': '2s' },
      blocked().line(3_000_000, 'client', 'x').cut(),
      'held: recv had not come back after 2.5 s, when the record stops',
    ],
    [
      'the program ended first',
      true,
      blocked().exit(1_000_000, 'client', 'SEGV').cleanup(3_000_000).build(),
      'broken: recv had not come back after 500 ms, when client was killed by SIGSEGV',
    ],
    [
      'it came back',
      true,
      new RecordBuilder()
        .start(0, 'client')
        .call('client', 'recv', { atUs: 0, durationUs: 9_000, sizeBytes: 4 })
        .cleanup(3_000_000)
        .build(),
      'broken: recv returned 4 B after 9 ms',
    ],
    [
      'it came back, but late enough',
      { 'at-least': '2s' },
      new RecordBuilder()
        .start(0, 'client')
        .call('client', 'recv', { atUs: 0, durationUs: 2_500_000, sizeBytes: 4 })
        .build(),
      'held: recv returned 4 B after 2.5 s',
    ],
    [
      'it came back in the clean-up',
      true,
      blocked().cleanup(3_000_000).exit(3_100_000, 'client', 'KILL').build(),
      'held: recv had not come back after 2.5 s, when the steps were over',
    ],
  ];
  for (const [what, clause, record, expected] of rows) {
    test(what, () => assert.equal(told(judgeClause(pending(clause), record)), expected));
  }

  test('expected reads as a claim', () => {
    const record = blocked().cleanup(3_000_000).build();
    assert.equal(judgeClause(pending(true), record).expected, 'recv has not come back when the steps are over');
    assert.equal(judgeClause(pending({ 'at-least': '2s' }), record).expected, 'recv has not come back after 2 s');
  });
});
