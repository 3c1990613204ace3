import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { judgeClause, refusals, told } from './judge-entry.js';

const accepted = (port: number): RecordBuilder =>
  new RecordBuilder()
    .start(0, 'server')
    .start(0, 'client')
    .call('client', 'connect', { atUs: 100, durationUs: 50, result: { localHost: '127.0.0.1', localPort: 41_000 } })
    .call('server', 'accept', { atUs: 90, durationUs: 100, fd: 3, result: { fd: 4, host: '127.0.0.1', port } });

const connect = { event: 'call.returned', where: { name: 'connect' }, field: 'result.localPort' };
const accept = { event: 'call.returned', where: { name: 'accept' }, field: 'result.port' };

describe('fields of several events', () => {
  const rows: readonly (readonly [object, RunRecord, string])[] = [
    [{ same: [connect, accept] }, accepted(41_000).build(), 'held: they are 41000 (at 150 µs) and 41000 (at 190 µs)'],
    [{ same: [connect, accept] }, accepted(50_000).build(), 'broken: they are 41000 (at 150 µs) and 50000 (at 190 µs)'],
    [
      { different: [connect, accept] },
      accepted(50_000).build(),
      'held: they are 41000 (at 150 µs) and 50000 (at 190 µs)',
    ],
    [
      { different: [connect, accept] },
      accepted(41_000).build(),
      'broken: they are 41000 (at 150 µs) and 41000 (at 190 µs)',
    ],
    [
      { different: [connect, accept, connect] },
      accepted(50_000).build(),
      'broken: they are 41000 (at 150 µs) and 50000 (at 190 µs) and 41000 (at 150 µs)',
    ],
    [
      {
        different: [
          { ...accept, field: 'fd' },
          { ...accept, field: 'result.fd' },
        ],
      },
      accepted(1).build(),
      'held: they are 3 (at 190 µs) and 4 (at 190 µs)',
    ],
    [
      { same: [connect, { event: 'connection.dialled', field: 'from.port' }] },
      accepted(1).build(),
      'broken: from.port when a connection reached the server is not there: nothing of the kind was seen',
    ],
    [
      { same: [connect, { event: 'connection.dialled', field: 'from.port' }] },
      accepted(1).cut(),
      'inconclusive: from.port when a connection reached the server is not there: nothing of the kind was seen; but the run was cut short: it might have come later',
    ],
    [{ same: [connect, accept] }, new RecordBuilder().build(), 'inconclusive: no program’s socket calls were traced'],
  ];
  for (const [entry, record, expected] of rows) {
    test(expected, () => assert.equal(told(judgeClause({ ...entry }, record)), expected));
  }

  test('both events are the evidence; of one that lacks the field, it too', () => {
    assert.deepEqual(judgeClause({ same: [connect, accept] }, accepted(1).build()).evidence, [5, 7]);
    const lacking = { ...accept, field: 'result.localPort' };
    const { actual, evidence } = judgeClause({ same: [connect, lacking] }, accepted(1).cleanup(300).build());
    assert.equal(
      actual,
      'result.localPort when accept came back is not there: the closest of 2: accept of server succeeded at 190 µs',
    );
    assert.deepEqual(evidence, [5, 7, 8]);
  });

  test('a value is the same as itself, which shows nothing', () => {
    const byFd = { event: 'call.returned', where: { fd: 3 }, field: 'result.port' };
    assert.equal(
      told(judgeClause({ same: [accept, byFd] }, accepted(1).build())),
      'inconclusive: they are 1 (at 190 µs) and 1 (at 190 µs): one field of one event, which shows nothing',
    );
  });

  test('expected names both', () => {
    assert.equal(
      judgeClause({ same: [connect, accept] }, accepted(1).build()).expected,
      'the same value in result.localPort when connect comes back and in result.port when accept comes back',
    );
  });

  test('one field alone, or a field that the event does not have, is refused', () => {
    assert.notDeepEqual(refusals({ same: [connect] }), []);
    assert.deepEqual(refusals({ same: [connect, { ...accept, field: 'results.port' }] }), [
      'same.1.field: an event call.returned has no field "results"',
    ]);
  });
});
