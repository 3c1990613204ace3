import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { EVENT_KINDS, fieldsOf } from '../../record/event-fields.js';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { PLAIN_WORDS } from '../plain-words.js';
import { EXPECTATIONS } from './index.js';
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

const seqsOfKinds = (...kinds: readonly string[]): readonly number[] =>
  RECORD.events.flatMap(({ kind, seq }) => (kinds.includes(kind) ? [seq] : []));

const returned = (program: string, where: object = {}): object => ({
  event: 'call.returned',
  where: { program, ...where },
});

describe('eventually', () => {
  const rows: readonly (readonly [object, RunRecord, string])[] = [
    [{ eventually: returned('client', { errno: 'ECONNRESET' }) }, RECORD, 'held: 1 such event, at 410 µs'],
    [{ eventually: returned('client', { errno: ['EPIPE', 'ECONNRESET'] }) }, RECORD, 'held: 1 such event, at 410 µs'],
    [
      { eventually: returned('client', { durationUs: { 'at-most': '20us' } }) },
      RECORD,
      'held: 1 such event, at 410 µs',
    ],
    [{ eventually: returned('client', { durationUs: '10us' }) }, RECORD, 'held: 1 such event, at 410 µs'],
    [{ eventually: returned('client', { durationUs: ['10us', 7] }) }, RECORD, 'held: 1 such event, at 410 µs'],
    [{ eventually: returned('client', { durationUs: { 'is-not': '10us' } }) }, RECORD, 'held: 1 such event, at 150 µs'],
    [{ eventually: returned('server', { 'result.fd': { 'is-not': 3 } }) }, RECORD, 'held: 1 such event, at 300 µs'],
    [
      { eventually: returned('client', { errno: 'EPIPE' }) },
      RECORD,
      'broken: the closest of 3: connect of client succeeded at 150 µs, which had no errno',
    ],
    [
      { eventually: returned('client', { name: 'recv', errno: 'EPIPE' }) },
      RECORD,
      'broken: the closest of 3: recv of client failed with exception ConnectionResetError, errno ECONNRESET at 410 µs, which had errno "ECONNRESET"',
    ],
    [{ eventually: { event: 'connection.opened' } }, RECORD, 'broken: nothing of the kind was seen'],
    [
      { eventually: { event: 'tcp.sampled', where: { port: 80 } } },
      RECORD,
      'inconclusive: the kernel’s sockets of such a port were never sampled',
    ],
    [{ eventually: { event: 'syscall.returned' } }, RECORD, 'inconclusive: system calls were not counted in this run'],
    [
      { eventually: { event: 'process.exited', where: { program: 'server' } } },
      RECORD,
      'broken: the only one of its kind: client exited with code 1 at 500 µs, which had program "client"',
    ],
    [{ eventually: returned('client'), count: 2 }, RECORD, 'held: 2 such events, at 150 µs and 410 µs'],
    [
      { eventually: returned('client'), count: { 'at-most': 1 } },
      RECORD,
      'broken: 2 such events, at 150 µs and 410 µs',
    ],
    [{ eventually: returned('other') }, RECORD, 'inconclusive: other was never started'],
    [
      { eventually: { event: 'call.entered' } },
      new RecordBuilder().build(),
      'inconclusive: no program’s socket calls were traced',
    ],
    [{ eventually: returned('client') }, building().cut(), 'held: 2 such events, at 150 µs and 410 µs'],
    [
      { eventually: { event: 'connection.opened' } },
      building().cut(),
      `inconclusive: nothing of the kind was seen${CUT}`,
    ],
    [
      { eventually: returned('client'), count: 2 },
      building().cut(),
      `inconclusive: 2 such events, at 150 µs and 410 µs${CUT}`,
    ],
  ];
  for (const [entry, record, expected] of rows) {
    test(`${JSON.stringify(entry)}${record.end === undefined ? ', cut' : ''} → ${expected}`, () => {
      assert.equal(told(judgeClause({ ...entry }, record)), expected);
    });
  }

  test('expected reads as a pattern', () => {
    const eventually = returned('client', { name: 'recv', errno: 'EPIPE' });
    const { expected, evidence } = judgeClause({ eventually }, RECORD);
    assert.equal(expected, 'it happens that recv of client fails with errno EPIPE');
    assert.deepEqual(
      evidence,
      seqsOfKinds('call.returned', 'run.cleanup-started').slice(2),
      'the closest, and the end',
    );
    assert.equal(
      judgeClause({ eventually, count: 2 }, RECORD).expected,
      'it happens exactly 2 times that recv of client fails with errno EPIPE',
    );
  });
});

describe('never', () => {
  const rows: readonly (readonly [object, RunRecord, string])[] = [
    [returned('client', { errno: 'EPIPE' }), RECORD, 'held: it did not happen, only 3 other events of its kind'],
    [
      returned('client', { errno: 'ECONNRESET' }),
      RECORD,
      'broken: recv of client failed with exception ConnectionResetError, errno ECONNRESET at 410 µs',
    ],
    [returned('client'), RECORD, 'broken: connect of client succeeded at 150 µs, and 1 time more: at 410 µs'],
    [
      { event: 'process.exited', where: { program: 'server' } },
      RECORD,
      'held: it did not happen, only 1 other event of its kind',
    ],
    [{ event: 'connection.opened' }, RECORD, 'held: it did not happen, nor anything of its kind'],
    [{ event: 'tcp.sampled' }, RECORD, 'inconclusive: the kernel’s sockets of such a port were never sampled'],
    [{ event: 'syscall.returned' }, RECORD, 'inconclusive: system calls were not counted in this run'],
    [returned('other'), RECORD, 'inconclusive: other was never started'],
    [
      returned('client', { errno: 'EPIPE' }),
      building().cut(),
      `inconclusive: it did not happen, only 3 other events of its kind${CUT}`,
    ],
    [
      returned('client', { errno: 'ECONNRESET' }),
      building().cut(),
      'broken: recv of client failed with exception ConnectionResetError, errno ECONNRESET at 410 µs',
    ],
  ];
  for (const [pattern, record, expected] of rows) {
    test(`${JSON.stringify(pattern)}${record.end === undefined ? ', cut' : ''} → ${expected}`, () => {
      assert.equal(told(judgeClause({ never: pattern }, record)), expected);
    });
  }

  test('expected reads as a claim, and all of the events are its evidence', () => {
    const { expected, evidence } = judgeClause({ never: returned('client') }, RECORD);
    assert.equal(expected, 'it never happens that a call of client comes back');
    assert.deepEqual(evidence, [seqsOfKinds('call.returned')[0], seqsOfKinds('call.returned')[2]]);
  });

  test('is inconclusive when any program that the pattern may mean was not watched', () => {
    const half = (more: (record: RecordBuilder) => RecordBuilder): RunRecord =>
      more(new RecordBuilder().start(0, 'client')).cleanup(100).build();
    const untraced = half((record) => record.start(0, 'server', { traced: false }));
    const lost = half((record) =>
      record.start(0, 'server').event(9, 'trace.lost', { program: 'server', run: 1, pid: 1, reason: 'pipe full' }),
    );
    for (const where of [{}, { program: ['client', 'server'] }, { program: { matches: '^s' } }]) {
      const never = { event: 'call.returned', where };
      assert.equal(told(judgeClause({ never }, untraced)), 'inconclusive: the socket calls of server were not traced');
      assert.equal(told(judgeClause({ never }, lost)), 'inconclusive: the trace of server was lost: pipe full');
    }
    const ofClient = { event: 'call.returned', where: { program: { matches: '^c' } } };
    assert.equal(judgeClause({ never: ofClient }, untraced).outcome, 'held');
  });

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
    [[connected, accepted, reset], RECORD, 'held: they happened in this order, at 150 µs, 300 µs, 410 µs'],
    [[connected, reset], RECORD, 'held: they happened in this order, at 150 µs, 410 µs'],
    [
      [accepted, connected],
      RECORD,
      'broken: connect of client came back at 150 µs, before accept of server came back at 300 µs',
    ],
    [
      [connected, returned('client', { errno: 'EPIPE' })],
      RECORD,
      'broken: it never happened that a call of client fails with errno EPIPE: the closest of 3: connect of client succeeded at 150 µs, which had no errno',
    ],
    [[connected, connected], RECORD, 'broken: connect of client came back only at 150 µs, and not again'],
    [[connected, returned('other')], RECORD, 'inconclusive: other was never started'],
    [
      [accepted, connected],
      building().cut(),
      `inconclusive: connect of client came back at 150 µs, before accept of server came back at 300 µs${CUT}`,
    ],
    [[connected, accepted], building().cut(), 'held: they happened in this order, at 150 µs, 300 µs'],
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
    const { expected } = judgeClause({ sequence: [connected, { event: 'process.exited' }] }, RECORD);
    assert.equal(expected, 'connect of client comes back, then a program exits');
  });

  test('all events that the verdict speaks of are its evidence, in the order of time', () => {
    const evidenceOf = (...sequence: readonly object[]): readonly number[] =>
      judgeClause({ sequence }, RECORD).evidence;
    const [connect, accept, recv] = seqsOfKinds('call.returned');
    const [cleanup] = seqsOfKinds('run.cleanup-started');
    assert.deepEqual(evidenceOf(connected, accepted, reset), [connect, accept, recv]);
    assert.deepEqual(evidenceOf(accepted, connected), [connect, accept, cleanup]);
    assert.deepEqual(evidenceOf(accepted, returned('client', { name: 'recv', errno: 'EPIPE' })), [
      accept,
      recv,
      cleanup,
    ]);
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

  test('of a link that no proxy is in nobody sees an event', () => {
    const proxiedLink = z.string().refine((name) => name !== 'direct', 'the link "direct" has no proxy in it');
    const schema = EXPECTATIONS.get('never')?.schema({ ...PLAIN_WORDS, proxiedLink });
    const messages = (link: unknown): readonly string[] =>
      (schema?.safeParse({ never: { event: 'connection.opened', where: { link } } }).error?.issues ?? []).map(
        ({ message }) => message,
      );
    assert.deepEqual(messages('wire'), []);
    assert.deepEqual(messages('direct'), ['the link "direct" has no proxy in it']);
    assert.deepEqual(messages(['wire', 'direct']), ['the link "direct" has no proxy in it']);
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
