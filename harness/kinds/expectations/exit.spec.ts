import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { judgeClause, refusals, told } from './judge-entry.js';

const exited = (ending: number | string): RunRecord =>
  new RecordBuilder().start(1_000, 'client').exit(501_000, 'client', ending).cleanup(600_000).build();
const noisy = new RecordBuilder()
  .start(1_000, 'client')
  .noise(300_000, { harnessLagUs: 150_000 })
  .exit(501_000, 'client', 1)
  .cleanup(600_000)
  .build();
const running = new RecordBuilder().start(1_000, 'client').cleanup(600_000).exit(610_000, 'client', 'KILL').build();
const twice = new RecordBuilder()
  .start(0, 'client')
  .exit(10, 'client', 1)
  .start(20, 'client', { run: 2 })
  .exit(30, 'client', 0, 2)
  .build();

describe('how a program ended', () => {
  const rows: readonly (readonly [object, RunRecord, string])[] = [
    [{ code: 1 }, exited(1), 'held: client exited with code 1 after 500 ms'],
    [{ code: 1 }, exited(0), 'broken: client exited with code 0 after 500 ms'],
    [{ code: 'non-zero' }, exited(1), 'held: client exited with code 1 after 500 ms'],
    [{ code: 'non-zero' }, exited(0), 'broken: client exited with code 0 after 500 ms'],
    [{ code: 'non-zero' }, exited('KILL'), 'broken: client was killed by SIGKILL after 500 ms'],
    [{ code: 0 }, exited('SEGV'), 'broken: client was killed by SIGSEGV after 500 ms'],
    [{ signal: 'KILL' }, exited('KILL'), 'held: client was killed by SIGKILL after 500 ms'],
    [{ signal: 'KILL' }, exited(137), 'broken: client exited with code 137 after 500 ms'],
    [{ within: '600ms' }, exited(1), 'held: client exited with code 1 after 500 ms'],
    [{ code: 1, within: '400ms' }, exited(1), 'broken: client exited with code 1 after 500 ms: 100 ms too late'],
    [
      { code: 1, within: '400ms' },
      noisy,
      'inconclusive: client exited with code 1 after 500 ms: 100 ms too late, of which the machine explains all (the harness came up to 150 ms late)',
    ],
    [{ code: 0, within: '400ms' }, noisy, 'broken: client exited with code 1 after 500 ms'],
    [{ signal: 'KILL' }, running, 'broken: client was still running when the steps were over'],
    [{ code: 0 }, new RecordBuilder().build(), 'inconclusive: client was never started'],
    [
      { code: 0 },
      new RecordBuilder().start(0, 'client').cut(),
      'inconclusive: client was still running when the steps were over; but the run was cut short: it might have come later',
    ],
    [{ code: 0 }, twice, 'held: client exited with code 0 after 10 µs'],
    [{ code: 1, run: 1 }, twice, 'held: client exited with code 1 after 10 µs'],
    [{ code: 1, run: 3 }, twice, 'inconclusive: client (run 3) was never started'],
  ];
  for (const [more, record, expected] of rows) {
    test(`${JSON.stringify(more)} → ${expected}`, () => {
      assert.equal(told(judgeClause({ exit: { of: 'client', ...more } }, record)), expected);
    });
  }

  const golden: readonly (readonly [object, string])[] = [
    [{ code: 1 }, 'client exits with code 1'],
    [{ code: 'non-zero' }, 'client exits with a code other than 0'],
    [{ signal: 'KILL', run: 2 }, 'client (run 2) is killed by SIGKILL'],
    [{ within: '2s' }, 'client ends within 2 s'],
    [{ code: 0, within: '2s' }, 'client exits with code 0 within 2 s'],
  ];
  for (const [more, expected] of golden) {
    test(`expected reads: ${expected}`, () => {
      assert.equal(judgeClause({ exit: { of: 'client', ...more } }, exited(0)).expected, expected);
    });
  }

  test('an entry that claims nothing, or two endings, is refused', () => {
    assert.deepEqual(refusals({ exit: { of: 'client' } }), ['exit: expected code, signal or within']);
    assert.deepEqual(refusals({ exit: { of: 'client', code: 0, signal: 'KILL' } }), [
      'exit: expected code or signal: a program ends by one of them',
    ]);
    assert.notDeepEqual(refusals({ exit: { of: 'client', signal: 'SIGKILL' } }), []);
    assert.notDeepEqual(refusals({ exit: { of: 'client', code: 256 } }), []);
  });
});
