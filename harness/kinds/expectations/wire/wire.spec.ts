import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder, totals } from '../../../record/record-builder.js';
import type { RunRecord } from '../../../record/run-record.js';
import { judgeClause, judgeEntry, readEntry, refusals, told } from '../judge-entry.js';

const FIRST = { link: 'wire', connection: 1 };
const SECOND = { link: 'wire', connection: 2 };

/** 2000 B echoed of which 100 B arrive in two pieces and then FIN; a second connection that is reset. */
const exchange = (): RecordBuilder =>
  new RecordBuilder()
    .open(100, FIRST)
    .pass(200, FIRST, { stream: 'upstream', sizeBytes: 2000, heldUs: 5 })
    .pass(300, FIRST, { stream: 'downstream', sizeBytes: 60, heldUs: 5 })
    .pass(310, FIRST, { stream: 'downstream', sizeBytes: 40, heldUs: 5, before: 60 })
    .pass(320, FIRST, { stream: 'downstream', sizeBytes: 1900, before: 100 })
    .endByPeer(400, FIRST, 'server', 'fin')
    .endByProxy(410, FIRST, { side: 'client', ending: 'fin', why: 'toxic', toxic: 'cut' })
    .open(500, SECOND)
    .endByPeer(600, SECOND, 'client', 'rst')
    .endByProxy(610, SECOND, { side: 'server', ending: 'rst', why: 'forwarded' });
const RECORD = exchange()
  .cleanup(1_000)
  .endByPeer(1_010, FIRST, 'client', 'fin')
  .close(1_020, FIRST, { upstream: totals([2000, 'a']), downstream: totals([2000, 'a'], [100, 'b']) })
  .close(1_030, SECOND, { upstream: totals([0, 'e']), downstream: totals([0, 'e']) })
  .build();

const CUT = '; but the run was cut short: it might have come later';

describe('what passed the wire', () => {
  const rows: readonly (readonly [object, object, RunRecord, string])[] = [
    [
      { stream: 'downstream', connection: 1 },
      { bytes: '100B' },
      RECORD,
      'held: wire #1 downstream delivered 100 B of the 2000 B (1.95 KiB) that were offered',
    ],
    [
      { stream: 'downstream', connection: 1 },
      { bytes: '2000B' },
      RECORD,
      'broken: wire #1 downstream delivered 100 B of the 2000 B (1.95 KiB) that were offered',
    ],
    [
      { stream: 'downstream', connection: 'first' },
      { offered: '2000B' },
      RECORD,
      'held: wire #1 downstream was offered 2000 B (1.95 KiB)',
    ],
    [
      { connection: 1 },
      { bytes: { 'at-least': '100B' } },
      RECORD,
      'held: wire #1 upstream delivered 2000 B (1.95 KiB)',
    ],
    [{}, { bytes: { 'at-least': '100B' } }, RECORD, 'broken: wire #2 upstream delivered 0 B'],
    [{ connection: 'last' }, { bytes: '0B' }, RECORD, 'held: wire #2 upstream delivered 0 B'],
    [{ stream: 'downstream', connection: 1 }, { chunks: 2 }, RECORD, 'held: wire #1 downstream delivered 2 pieces'],
    [
      { stream: 'downstream', connection: 1 },
      { chunks: { 'at-most': 1 } },
      RECORD,
      'broken: wire #1 downstream delivered 2 pieces',
    ],
    [
      { stream: 'upstream', connection: 1 },
      { digest: 'equal' },
      RECORD,
      'held: wire #1 upstream delivered 2000 B (1.95 KiB), with equal digests',
    ],
    [
      { connection: 1 },
      { digest: 'equal' },
      RECORD,
      'broken: wire #1 downstream delivered 100 B of 2000 B (1.95 KiB), with another digest',
    ],
    [
      { connection: 1 },
      { echo: 'equal' },
      RECORD,
      'broken: wire #1: the client sent 2000 B (1.95 KiB) and was sent 100 B',
    ],
    [
      { connection: 2 },
      { echo: 'equal' },
      RECORD,
      'inconclusive: wire #2: the client sent 0 B and was sent 0 B: not a byte passed, which shows nothing',
    ],
    [
      { connection: 2, stream: 'upstream' },
      { digest: 'equal' },
      RECORD,
      'inconclusive: wire #2 upstream delivered 0 B, with equal digests: not a byte passed, which shows nothing',
    ],
    [
      { stream: 'upstream' },
      { digest: 'equal' },
      RECORD,
      'held: wire #1 upstream delivered 2000 B (1.95 KiB), with equal digests',
    ],
    [{ connection: 1 }, { 'ended-by': { server: 'fin' } }, RECORD, 'held: wire #1: the server sent FIN'],
    [{ connection: 1 }, { 'ended-by': { server: 'rst' } }, RECORD, 'broken: wire #1: the server sent FIN'],
    [{ connection: 1 }, { 'ended-by': { client: 'open' } }, RECORD, 'held: wire #1: the client did not end it'],
    [{ connection: 1 }, { 'ended-by': { client: 'fin' } }, RECORD, 'broken: wire #1: the client did not end it'],
    [
      { connection: 1 },
      { 'ended-towards': { client: 'fin' } },
      RECORD,
      'held: wire #1: the client was sent FIN (by the toxic cut)',
    ],
    [
      { connection: 2 },
      { 'ended-towards': { server: 'rst' } },
      RECORD,
      'held: wire #2: the server was sent RST (forwarded)',
    ],
    [{ connection: 2 }, { 'ended-towards': { client: 'open' } }, RECORD, 'held: wire #2: the client was sent no end'],
    [{}, { connections: 2 }, RECORD, 'held: 2 connections'],
    [{}, { connections: { 'at-most': 1 } }, RECORD, 'broken: 2 connections'],
    [{ connection: 3 }, { bytes: '1B' }, RECORD, 'broken: wire had 2 connections'],
    [{}, { bytes: '1B' }, new RecordBuilder().build(), 'broken: wire had no connection'],
    [{}, { connections: 0 }, new RecordBuilder().build(), 'held: 0 connections'],
    [{}, { bytes: '1B' }, new RecordBuilder().cut(), `inconclusive: wire had no connection${CUT}`],
    [{}, { connections: 2 }, exchange().cut(), `inconclusive: 2 connections${CUT}`],
    [{}, { connections: 1 }, exchange().cut(), 'broken: 2 connections'],
    [{ connection: 1 }, { digest: 'equal' }, exchange().cut(), 'inconclusive: the totals of wire #1 were not recorded'],
    [{ connection: 1 }, { echo: 'equal' }, exchange().cut(), 'inconclusive: the totals of wire #1 were not recorded'],
    [
      { connection: 1, stream: 'upstream' },
      { bytes: { 'at-least': '2KB' } },
      exchange().cut(),
      'held: wire #1 upstream delivered 2000 B (1.95 KiB)',
    ],
    [
      { connection: 1, stream: 'upstream' },
      { bytes: '2KB' },
      exchange().cut(),
      'inconclusive: wire #1 upstream delivered 2000 B (1.95 KiB)',
    ],
    [
      { connection: 1, stream: 'upstream' },
      { bytes: '1KB' },
      exchange().cut(),
      'broken: wire #1 upstream delivered 2000 B (1.95 KiB)',
    ],
    [
      { connection: 1 },
      { 'ended-by': { client: 'open' } },
      exchange().cut(),
      'inconclusive: wire #1: the client did not end it',
    ],
    [
      { connection: 1 },
      { 'ended-by': { client: 'fin' } },
      exchange().cut(),
      `inconclusive: wire #1: the client did not end it${CUT}`,
    ],
  ];
  for (const [more, clauses, record, expected] of rows) {
    test(`${JSON.stringify({ ...more, ...clauses })}${record.end === undefined ? ', cut' : ''} → ${expected}`, () => {
      assert.equal(told(judgeClause({ wire: { link: 'wire', ...more }, ...clauses }, record)), expected);
    });
  }

  const golden: readonly (readonly [object, string])[] = [
    [{ bytes: { 'at-least': '1KiB' } }, 'wire #1 upstream delivered at least 1024 B (1 KiB)'],
    [{ offered: '4B' }, 'wire #1 upstream was offered exactly 4 B'],
    [{ digest: 'equal' }, 'wire #1 upstream delivered byte for byte what it was offered'],
    [{ 'ended-by': { client: 'rst' } }, 'wire #1: the client sent RST'],
    [{ 'ended-towards': { server: 'open' } }, 'wire #1: the server was sent no end'],
    [{ chunks: { 'at-least': 2 } }, 'wire #1 upstream delivered at least 2 pieces'],
    [{ connections: 1 }, 'exactly 1 connection'],
  ];
  for (const [clauses, expected] of golden) {
    test(`expected reads: ${expected}`, () => {
      const entry = { wire: { link: 'wire', stream: 'upstream', connection: 1 }, ...clauses };
      assert.equal(judgeClause(entry, RECORD).expected, expected);
    });
  }

  test('bytes that differ though their number is the same are told as such', () => {
    const record = new RecordBuilder()
      .open(0, FIRST)
      .close(9, FIRST, { upstream: totals([4, 'a']), downstream: totals([4, 'b']) })
      .build();
    assert.equal(
      told(judgeClause({ wire: { link: 'wire' }, echo: 'equal' }, record)),
      'broken: wire #1: the client sent 4 B and was sent 4 B, but not the same bytes',
    );
  });

  test('each clause has one finding, the worst over connections and streams', () => {
    const findings = judgeEntry(
      { wire: { link: 'wire' }, connections: 2, digest: 'equal', 'ended-by': { client: 'rst' } },
      RECORD,
    );
    assert.deepEqual(
      findings.map(({ clause, outcome }) => [clause, outcome]),
      [
        ['connections', 'held'],
        ['digest', 'broken'],
        ['ended-by', 'broken'],
      ],
    );
  });

  test('an entry without a claim, or with an unknown end, is refused', () => {
    assert.match(refusals({ wire: { link: 'wire' } }).join(), /expected a claim beside wire/);
    assert.notDeepEqual(refusals({ wire: { link: 'wire' }, 'ended-by': { client: 'FIN' } }), []);
    assert.notDeepEqual(refusals({ wire: { link: 'wire' }, 'ended-by': {} }), []);
  });

  test('the label names link, connection and stream', () => {
    const { kind, spec } = readEntry({ wire: { link: 'wire', connection: 'second', stream: 'upstream' }, bytes: '1B' });
    assert.equal(kind.describe(spec), 'wire wire (connection 2, upstream)');
  });
});
