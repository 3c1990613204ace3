import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EVENT_KINDS, fieldsOf } from '../../record/event-fields.js';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { judgeClause, readEntry, refusals, told } from './judge-entry.js';

const building = (): RecordBuilder =>
  new RecordBuilder()
    .start(0, 'server')
    .start(0, 'client')
    .call('client', 'connect', { atUs: 100, durationUs: 50 })
    .call('server', 'accept', { atUs: 200, durationUs: 100, result: { fd: 4 } })
    .raise('client', 'recv', 'ConnectionResetError', { atUs: 400, durationUs: 10, errno: 'ECONNRESET' })
    .exit(500, 'client', 1);
const RECORD = building().cleanup(600).exit(700, 'server', 'KILL').build();
const CUT = '; but the run was cut short: it might have come later';

const returned = (program: string, where: object = {}): object => ({
  event: 'call.returned',
  where: { program, ...where },
});

describe('eventually', () => {
  const rows: readonly (readonly [object, RunRecord, string])[] = [
    [{ eventually: returned('client', { errno: 'ECONNRESET' }) }, RECORD, 'held: 1 such event'],
    [{ eventually: returned('client', { errno: ['EPIPE', 'ECONNRESET'] }) }, RECORD, 'held: 1 such event'],
    [{ eventually: returned('client', { durationUs: { 'at-most': '20us' } }) }, RECORD, 'held: 1 such event'],
    [{ eventually: returned('client', { durationUs: '10us' }) }, RECORD, 'held: 1 such event'],
    [{ eventually: returned('client', { durationUs: ['10us', 7] }) }, RECORD, 'held: 1 such event'],
    [{ eventually: returned('client', { durationUs: { 'is-not': '10us' } }) }, RECORD, 'held: 1 such event'],
    [{ eventually: returned('server', { 'result.fd': { 'is-not': 3 } }) }, RECORD, 'held: 1 such event'],
    [
      { eventually: returned('client', { errno: 'EPIPE' }) },
      RECORD,
      'broken: none of 3 events; the closest call.returned (at 150 µs) had errno null',
    ],
    [
      { eventually: returned('client', { name: 'recv', errno: 'EPIPE' }) },
      RECORD,
      'broken: none of 3 events; the closest call.returned (at 410 µs) had errno "ECONNRESET"',
    ],
    [{ eventually: { event: 'tcp.sampled' } }, RECORD, 'broken: there was no tcp.sampled at all'],
    [
      { eventually: { event: 'process.exited', where: { program: 'server' } } },
      RECORD,
      'broken: the only process.exited (at 500 µs) had program "client"',
    ],
    [{ eventually: returned('client'), count: 2 }, RECORD, 'held: 2 such events'],
    [{ eventually: returned('client'), count: { 'at-most': 1 } }, RECORD, 'broken: 2 such events'],
    [{ eventually: returned('other') }, RECORD, 'inconclusive: other was never started'],
    [
      { eventually: { event: 'call.entered' } },
      new RecordBuilder().build(),
      'inconclusive: no program’s socket calls were traced',
    ],
    [{ eventually: returned('client') }, building().cut(), 'held: 2 such events'],
    [{ eventually: { event: 'tcp.sampled' } }, building().cut(), `inconclusive: there was no tcp.sampled at all${CUT}`],
    [{ eventually: returned('client'), count: 2 }, building().cut(), `inconclusive: 2 such events${CUT}`],
  ];
  for (const [entry, record, expected] of rows) {
    test(`${JSON.stringify(entry)}${record.end === undefined ? ', cut' : ''} → ${expected}`, () => {
      assert.equal(told(judgeClause({ ...entry }, record)), expected);
    });
  }

  test('expected reads as a pattern', () => {
    const { expected } = judgeClause({ eventually: returned('client', { errno: 'EPIPE' }) }, RECORD);
    assert.equal(expected, 'at least 1 call.returned where program is client, errno is EPIPE');
  });
});

describe('never', () => {
  const rows: readonly (readonly [object, RunRecord, string])[] = [
    [returned('client', { errno: 'EPIPE' }), RECORD, 'held: none of 3 events call.returned'],
    [returned('client', { errno: 'ECONNRESET' }), RECORD, 'broken: it happened once, first at 410 µs'],
    [returned('client'), RECORD, 'broken: it happened 2 times, first at 150 µs'],
    [{ event: 'process.exited', where: { program: 'server' } }, RECORD, 'held: none of 1 event process.exited'],
    [returned('other'), RECORD, 'inconclusive: other was never started'],
    [returned('client', { errno: 'EPIPE' }), building().cut(), `inconclusive: none of 3 events call.returned${CUT}`],
    [returned('client', { errno: 'ECONNRESET' }), building().cut(), 'broken: it happened once, first at 410 µs'],
  ];
  for (const [pattern, record, expected] of rows) {
    test(`${JSON.stringify(pattern)}${record.end === undefined ? ', cut' : ''} → ${expected}`, () => {
      assert.equal(told(judgeClause({ never: pattern }, record)), expected);
    });
  }

  test('is what eventually is not, on whole records', () => {
    const pattern = fc.record({
      event: fc.constantFrom('call.returned', 'process.exited', 'call.entered'),
      where: fc.record(
        { program: fc.constantFrom('client', 'server'), run: fc.constantFrom(1, 2) },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(pattern, (pattern) => {
        const opposite = { held: 'broken', broken: 'held', inconclusive: 'inconclusive' } as const;
        const { outcome } = judgeClause({ never: pattern }, RECORD);
        assert.equal(judgeClause({ eventually: pattern }, RECORD).outcome, opposite[outcome]);
      }),
    );
  });
});

describe('sequence', () => {
  const connected = returned('client', { name: 'connect' });
  const accepted = returned('server', { name: 'accept' });
  const reset = returned('client', { errno: 'ECONNRESET' });
  const rows: readonly (readonly [readonly object[], RunRecord, string])[] = [
    [[connected, accepted, reset], RECORD, 'held: at 150 µs, at 300 µs, at 410 µs'],
    [[connected, reset], RECORD, 'held: at 150 µs, at 410 µs'],
    [
      [accepted, connected],
      RECORD,
      'broken: call.returned where program is client, name is connect happened at 150 µs, before call.returned at 300 µs',
    ],
    [
      [connected, returned('client', { errno: 'EPIPE' })],
      RECORD,
      'broken: call.returned where program is client, errno is EPIPE never happened: none of 3 events; the closest call.returned (at 150 µs) had errno null',
    ],
    [
      [connected, connected],
      RECORD,
      'broken: call.returned where program is client, name is connect happened at 150 µs, before call.returned at 150 µs',
    ],
    [[connected, returned('other')], RECORD, 'inconclusive: other was never started'],
    [
      [accepted, connected],
      building().cut(),
      `inconclusive: call.returned where program is client, name is connect happened at 150 µs, before call.returned at 300 µs${CUT}`,
    ],
    [[connected, accepted], building().cut(), 'held: at 150 µs, at 300 µs'],
  ];
  for (const [sequence, record, expected] of rows) {
    test(`${expected.slice(0, 90)}${record.end === undefined ? ', cut' : ''}`, () => {
      assert.equal(told(judgeClause({ sequence }, record)), expected);
    });
  }

  test('an order that lies within the observers’ uncertainty is inconclusive', () => {
    const exitedAt = (uncertaintyUs: number): RunRecord =>
      new RecordBuilder()
        .line(1_000, 'client', 'bye')
        .event(1_500, 'process.exited', { program: 'client', run: 1, code: 0, signal: null }, uncertaintyUs)
        .build();
    const sequence = [{ event: 'output.line' }, { event: 'process.exited' }];
    assert.equal(judgeClause({ sequence }, exitedAt(499)).outcome, 'held');
    assert.equal(judgeClause({ sequence: sequence.toReversed() }, exitedAt(499)).outcome, 'broken');
    for (const order of [sequence, sequence.toReversed()]) {
      assert.equal(
        told(judgeClause({ sequence: order }, exitedAt(600))),
        'inconclusive: they all happened, but too close in time for these observers to tell in which order',
      );
    }
  });

  test('events of one observer in the same microsecond keep the order of recording', () => {
    const record = new RecordBuilder().line(5, 'client', 'a').line(5, 'client', 'b').build();
    const lines = (...texts: readonly string[]): object[] =>
      texts.map((text) => ({ event: 'output.line', where: { text } }));
    assert.equal(judgeClause({ sequence: lines('a', 'b') }, record).outcome, 'held');
    assert.equal(judgeClause({ sequence: lines('b', 'a') }, record).outcome, 'inconclusive');
  });

  test('expected reads as an order', () => {
    const { expected } = judgeClause({ sequence: [{ event: 'call.entered' }, { event: 'process.exited' }] }, RECORD);
    assert.equal(expected, 'call.entered, then process.exited');
  });
});

describe('patterns in entries', () => {
  test('a kind of event, or a field of it, that does not exist is refused', () => {
    assert.notDeepEqual(refusals({ never: { event: 'call.return' } }), []);
    assert.deepEqual(refusals({ never: { event: 'call.returned', where: { durationMs: 5 } } }), [
      'never.where.durationMs: an event call.returned has no field "durationMs"',
    ]);
    assert.deepEqual(refusals({ never: { event: 'call.returned', where: { 'result.fd': 5 } } }), []);
    assert.match(refusals({ never: { event: 'call.returned', where: { fd: {} } } }).join(), /expected a test such as/);
    assert.deepEqual(refusals({ never: { event: 'call.returned', where: { sizeBytes: 'much' } } }), [
      'never.where.sizeBytes: expected a size such as 2MiB, or a number of bytes',
    ]);
  });

  test('every kind of event can be asked for, by every field', () => {
    for (const event of EVENT_KINDS) {
      const where = Object.fromEntries(fieldsOf(event).map((field) => [field, /(?:Us|Bytes)$/.test(field) ? 1 : 'x']));
      assert.deepEqual(refusals({ eventually: { event, where } }), [], event);
    }
  });

  test('calls need a tracer that fits the programs, all of them where none is named', () => {
    const callsOf = (where: Record<string, unknown>): readonly string[] | 'all' | undefined => {
      const { kind, spec } = readEntry({ sequence: [{ event: 'call.entered', where }, { event: 'output.line' }] });
      return kind.callsOf?.(spec);
    };
    assert.deepEqual(callsOf({ program: 'client' }), ['client']);
    assert.deepEqual(callsOf({ program: ['client', 'server'] }), ['client', 'server']);
    assert.equal(callsOf({ name: 'recv' }), 'all');
  });

  test('the kernel’s table needs its capability, the rest nothing', () => {
    const needs = (event: string): readonly string[] => {
      const { kind, spec } = readEntry({ sequence: [{ event }, { event: 'output.line' }] });
      return kind.needs(spec);
    };
    assert.deepEqual(needs('call.entered'), []);
    assert.deepEqual(needs('tcp.sampled'), ['kernel-tcp-table']);
    assert.deepEqual(needs('process.exited'), []);
  });
});
