import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../../record/record-builder.js';
import type { RunRecord } from '../../../record/run-record.js';
import { judgeClause, readEntry, refusals, told } from '../judge-entry.js';

const recv = (more: object, clauses: object): Record<string, unknown> => ({
  call: { by: 'client', name: 'recv', ...more },
  ...clauses,
});

describe('calls that nobody saw', () => {
  const entry = recv({ nth: 'first' }, { returns: 'ok' });
  const blind: readonly (readonly [string, RunRecord, string])[] = [
    ['never started', new RecordBuilder().build(), 'client was never started'],
    [
      'not traced',
      new RecordBuilder().start(0, 'client', { traced: false }).build(),
      'the socket calls of client were not traced',
    ],
    [
      'trace lost',
      new RecordBuilder()
        .start(0, 'client')
        .event(5, 'trace.lost', { program: 'client', run: 1, pid: 1, reason: 'pipe full' })
        .build(),
      'the trace of client was lost: pipe full',
    ],
    [
      'one of two runs not traced',
      new RecordBuilder().start(0, 'client').start(9, 'client', { run: 2, traced: false }).build(),
      'the socket calls of run 2 of client were not traced',
    ],
  ];
  for (const [what, record, actual] of blind) {
    test(`${what}: inconclusive, whatever is claimed`, () => {
      for (const nth of ['first', 'last', 'every', 'any', 'never', 2]) {
        assert.equal(told(judgeClause(recv({ nth }, { returns: 'ok' }), record)), `inconclusive: ${actual}`);
      }
      assert.equal(told(judgeClause(recv({}, { count: 0 }), record)), `inconclusive: ${actual}`);
    });
  }

  test('a lost trace does not take back what was seen before', () => {
    const record = new RecordBuilder()
      .start(0, 'client')
      .call('client', 'recv', { atUs: 10, durationUs: 5, sizeBytes: 4 })
      .event(50, 'trace.lost', { program: 'client', run: 1, pid: 1, reason: 'pipe full' })
      .build();
    assert.equal(judgeClause(entry, record).outcome, 'held');
    assert.equal(judgeClause(recv({ nth: 'never' }, {}), record).outcome, 'broken');
    assert.equal(judgeClause(recv({}, { count: { 'at-most': 0 } }), record).outcome, 'broken');
    assert.equal(judgeClause(recv({ nth: 'every' }, { returns: 'ok' }), record).outcome, 'inconclusive');
  });

  const lostAt = (atUs: number, record: RecordBuilder): RunRecord =>
    record
      .event(atUs, 'trace.lost', { program: 'client', run: 1, pid: 1, reason: 'pipe full' })
      .cleanup(3_000_000)
      .build();

  test('a call whose trace was lost may have come back', () => {
    const record = lostAt(50, new RecordBuilder().start(0, 'client').call('client', 'recv', { atUs: 10 }));
    for (const clauses of [{ pending: true }, { pending: { 'at-least': '1s' } }, { returns: 'ok' }]) {
      assert.equal(
        told(judgeClause(recv({ nth: 'first' }, clauses), record)),
        'inconclusive: the trace of client was lost: pipe full',
      );
    }
    assert.equal(judgeClause(recv({ nth: 'first' }, {}), record).outcome, 'held', 'it was made');
  });

  test('that no call was such is proven only where all of them were seen', () => {
    const returning = (): RecordBuilder =>
      new RecordBuilder().start(0, 'client').call('client', 'recv', { atUs: 10, durationUs: 5, sizeBytes: 4 });
    const any = (clauses: object): Record<string, unknown> => recv({ nth: 'any' }, clauses);
    assert.equal(judgeClause(any({ bytes: '4B' }), lostAt(50, returning())).outcome, 'held');
    assert.equal(judgeClause(any({ bytes: '5B' }), lostAt(50, returning())).outcome, 'inconclusive');
    assert.equal(judgeClause(any({ bytes: '5B' }), returning().cut()).outcome, 'inconclusive');
    const whole = returning().cleanup(100).build();
    const { outcome, evidence } = judgeClause(any({ bytes: '5B' }), whole);
    assert.deepEqual([outcome, evidence.at(-1)], ['broken', whole.events.at(-1)?.seq]);
  });

  test('what can’t be told of a call proves neither that it was such nor that it was not', () => {
    // strace knows no timeouts of sockets.
    const untold = new RecordBuilder()
      .start(0, 'client')
      .call('client', 'recv', { atUs: 10, durationUs: 5, sizeBytes: 4 })
      .call('client', 'recv', { atUs: 20, durationUs: 5, sizeBytes: 5, timeoutS: 0.5 })
      .cleanup(100)
      .build();
    const never = judgeClause(recv({ nth: 'never' }, { timeout: 'none' }), untold);
    assert.equal(told(never), 'inconclusive: the timeout of recv #1 was not recorded');
    assert.equal(judgeClause(recv({ nth: 'never' }, { timeout: 'none', bytes: '6B' }), untold).outcome, 'held');
    assert.equal(judgeClause(recv({ nth: 'never' }, { timeout: '500ms' }), untold).outcome, 'broken');
    assert.equal(judgeClause(recv({ nth: 'any' }, { timeout: 'none' }), untold).outcome, 'inconclusive');
    assert.equal(judgeClause(recv({ nth: 'any' }, { timeout: '500ms' }), untold).outcome, 'held');
    const count = (bounds: unknown): string => told(judgeClause(recv({}, { count: bounds, timeout: 'none' }), untold));
    assert.equal(
      count(0),
      'inconclusive: 0 of 2 calls, and 1 of which it can’t be told: the timeout of recv #1 was not recorded',
    );
    assert.match(count(1), /^inconclusive/);
    assert.match(count(2), /^broken/);
    assert.match(count({ 'at-most': 1 }), /^held/);
  });

  test('a cut record proves no absence', () => {
    const cut = new RecordBuilder().start(0, 'client').call('client', 'recv', { atUs: 10 }).cut();
    const waiting =
      'recv had not come back after 0 µs, when the record stops; but the run was cut short: it might have come later';
    assert.equal(told(judgeClause(entry, cut)), `inconclusive: ${waiting}`);
    assert.equal(judgeClause(recv({ nth: 'second' }, { returns: 'ok' }), cut).outcome, 'inconclusive');
    assert.equal(judgeClause(recv({ nth: 'never' }, { raises: 'OSError' }), cut).outcome, 'inconclusive');
    assert.equal(judgeClause(recv({}, { count: { 'at-most': 3 } }), cut).outcome, 'inconclusive');
  });

  test('what a call does in the clean-up is the harness’s doing', () => {
    const record = new RecordBuilder()
      .start(0, 'client')
      .raise('client', 'recv', 'KeyboardInterrupt', { atUs: 100, durationUs: 2_000_000 })
      .cleanup(1_000_100)
      .build();
    const finding = judgeClause(recv({ nth: 'first' }, { raises: 'KeyboardInterrupt' }), record);
    assert.equal(told(finding), 'broken: recv had not come back after 1 s, when the steps were over');
  });
});

describe('entries that contradict themselves are refused', () => {
  const rows: readonly (readonly [Record<string, unknown>, string])[] = [
    [
      recv({ nth: 'first' }, { count: 1 }),
      'count: expected count without nth: it counts all calls that satisfy the other clauses',
    ],
    [
      recv({}, { returns: 'ok', raises: 'OSError' }),
      'returns: expected returns or raises, not both: a call does one of them (use either for a choice)',
    ],
    [
      recv({}, { pending: true, takes: 'at-once' }),
      'pending: expected pending alone: a call that has not come back has no result and no duration yet',
    ],
    [
      recv({}, { takes: { 'at-least': '2s', 'at-most': '1s' } }),
      'takes: expected at-least to be no more than at-most: nothing can satisfy both',
    ],
  ];
  for (const [entry, message] of rows) {
    test(message, () =>
      assert.ok(
        refusals(entry).join('\n').includes(message.split(': ').slice(1).join(': ')),
        refusals(entry).join('\n'),
      ),
    );
  }

  test('an unknown exception, errno, clause or place is refused', () => {
    for (const clauses of [
      { raises: 'TimoutError' },
      { errno: 'ECONRESET' },
      { take: '1s' },
      { bytes: 4 },
      { takes: 5 },
    ]) {
      assert.notDeepEqual(refusals(recv({}, clauses)), []);
    }
    assert.notDeepEqual(refusals(recv({ nth: 0 }, {})), []);
    assert.notDeepEqual(refusals(recv({ nth: 'fourth' }, {})), []);
  });

  test('the label names call, program and place', () => {
    const { kind, spec } = readEntry(recv({ nth: 'first', run: 2 }, {}));
    assert.equal(kind.describe(spec), 'call recv by client (run 2, first)');
  });
});
