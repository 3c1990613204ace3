import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordBuilder } from '../../../record/record-builder.js';
import type { RunRecord } from '../../../record/run-record.js';
import { judgeClause, judgeEntry, told } from '../judge-entry.js';

/** A client whose first recv returns 4 bytes, the second times out, the third meets the end of the stream. */
const THREE = new RecordBuilder()
  .start(0, 'client')
  .call('client', 'recv', { atUs: 1_000, durationUs: 2_000, sizeBytes: 4, args: { bufsize: 1024 }, timeoutS: 0.5 })
  .raise('client', 'recv', 'TimeoutError', { atUs: 5_000, durationUs: 500_020, args: { bufsize: 1024 }, timeoutS: 0.5 })
  .call('client', 'recv', { atUs: 600_000, durationUs: 10, sizeBytes: 0, args: { bufsize: 1 }, timeoutS: 0.5 })
  .exit(700_000, 'client', 0)
  .cleanup(700_010)
  .build();

const recv = (more: object, clauses: object): Record<string, unknown> => ({
  call: { by: 'client', name: 'recv', ...more },
  ...clauses,
});

const endings = (record: RunRecord, entries: readonly (readonly [Record<string, unknown>, string])[]): void => {
  for (const [entry, expected] of entries) {
    test(`${JSON.stringify(entry)} → ${expected}`, () => assert.equal(told(judgeClause(entry, record)), expected));
  }
};

describe('what calls return and raise', () => {
  endings(THREE, [
    [recv({ nth: 'first' }, { returns: 'ok' }), 'held: recv #1 returned 4 B after 2 ms'],
    [recv({ nth: 'first' }, { returns: "b''" }), 'broken: recv #1 returned 4 B after 2 ms'],
    [recv({ nth: 'last' }, { returns: "b''" }), "held: recv #3 returned b'' (the end of the stream) after 10 µs"],
    [recv({ nth: 3 }, { returns: 'end-of-stream' }), "held: recv #3 returned b'' (the end of the stream) after 10 µs"],
    [recv({ nth: 'second' }, { raises: 'TimeoutError' }), 'held: recv #2 raised TimeoutError after 500 ms'],
    [recv({ nth: 'second' }, { raises: 'OSError' }), 'held: recv #2 raised TimeoutError after 500 ms'],
    [recv({ nth: 'second' }, { raises: 'socket.timeout' }), 'held: recv #2 raised TimeoutError after 500 ms'],
    [recv({ nth: 'second' }, { raises: 'ConnectionError' }), 'broken: recv #2 raised TimeoutError after 500 ms'],
    [
      recv({ nth: 'second' }, { raises: ['ConnectionError', 'TimeoutError'] }),
      'held: recv #2 raised TimeoutError after 500 ms',
    ],
    [recv({ nth: 'second' }, { errno: 'ETIMEDOUT' }), 'broken: recv #2 raised TimeoutError after 500 ms'],
    [recv({ nth: 'first' }, { raises: 'TimeoutError' }), 'broken: recv #1 returned 4 B after 2 ms'],
    [recv({ nth: 'any' }, { raises: 'TimeoutError' }), 'held: recv #2 raised TimeoutError after 500 ms'],
    [recv({ nth: 'any' }, { raises: 'ConnectionError' }), 'broken: recv #1 returned 4 B after 2 ms'],
    [recv({}, { raises: 'TimeoutError' }), 'broken: recv #1 returned 4 B after 2 ms'],
    [recv({}, { returns: 'ok' }), 'broken: recv #2 raised TimeoutError after 500 ms'],
    [
      recv({ nth: 'last' }, { either: [{ returns: "b''" }, { errno: 'ECONNRESET' }] }),
      "held: recv #3 returned b'' (the end of the stream) after 10 µs",
    ],
    [
      recv({ nth: 'first' }, { either: [{ returns: "b''" }, { raises: 'ConnectionResetError' }] }),
      'broken: recv #1 returned 4 B after 2 ms',
    ],
    [recv({ nth: 'first' }, { bytes: '4B' }), 'held: recv #1 returned 4 B after 2 ms'],
    [recv({ nth: 'first' }, { bytes: { 'at-least': '5B' } }), 'broken: recv #1 returned 4 B after 2 ms'],
    [recv({ nth: 'first' }, { bytes: { 'at-most': '1KiB' } }), 'held: recv #1 returned 4 B after 2 ms'],
    [recv({ nth: 'second' }, { bytes: { 'at-most': '1KiB' } }), 'broken: recv #2 raised TimeoutError after 500 ms'],
    [recv({ nth: 'first' }, { args: { bufsize: 1024 } }), 'held: recv #1 had bufsize 1024'],
    [recv({}, { args: { bufsize: { 'at-least': 100 } } }), 'broken: recv #3 had bufsize 1'],
    [recv({ nth: 'first' }, { args: { flags: 0 } }), 'broken: recv #1 had flags not given'],
    [recv({ nth: 'first' }, { timeout: '500ms' }), 'held: recv #1 began with a timeout of 500 ms'],
    [recv({ nth: 'first' }, { timeout: '500s' }), 'broken: recv #1 began with a timeout of 500 ms'],
    [recv({ nth: 'first' }, { timeout: 'none' }), 'broken: recv #1 began with a timeout of 500 ms'],
    [
      recv({ where: { 'args.bufsize': 1 } }, { returns: "b''" }),
      "held: recv returned b'' (the end of the stream) after 10 µs",
    ],
    [recv({ nth: 'first' }, {}), 'held: recv #1 returned 4 B after 2 ms'],
    [recv({ nth: 'never' }, {}), 'broken: recv #1 returned 4 B after 2 ms'],
    [recv({ nth: 'never' }, { errno: 'ECONNRESET' }), 'held: none of 3 calls of recv'],
    [recv({ nth: 'never' }, { raises: 'TimeoutError' }), 'broken: recv #2 raised TimeoutError after 500 ms'],
    [recv({}, { count: 3 }), 'held: 3 calls'],
    [recv({}, { count: { 'at-most': 2 } }), 'broken: 3 calls'],
    [recv({}, { count: 1, raises: 'TimeoutError' }), 'held: 1 of 3 calls'],
    [recv({}, { count: { 'at-least': 2 }, raises: 'TimeoutError' }), 'broken: 1 of 3 calls'],
    [recv({ thread: 2 }, { count: 0 }), 'held: 0 calls'],
    [recv({ nth: 4 }, { returns: 'ok' }), 'broken: it happened 3 times: client made recv ×3; the last one at 600 ms'],
    [
      { call: { by: 'client', name: 'send' }, returns: 'ok' },
      'broken: it never happened: client made recv ×3; the last one at 600 ms',
    ],
  ]);

  const golden: readonly (readonly [Record<string, unknown>, string])[] = [
    [recv({ nth: 'first' }, { raises: 'TimeoutError' }), 'recv #1 raises TimeoutError'],
    [recv({ nth: 'first' }, { errno: ['EPIPE', 'ECONNRESET'] }), 'recv #1 raises with errno EPIPE or ECONNRESET'],
    [recv({ nth: 'first' }, { returns: { fd: { 'is-not': 3 } } }), 'recv #1 returns with fd not 3'],
    [recv({ nth: 'last' }, { returns: "b''" }), "recv #3 returns b'' (the end of the stream)"],
    [
      recv({ nth: 'first' }, { bytes: { 'at-least': '1KiB', 'at-most': '64KiB' } }),
      'recv #1 moves at least 1024 B (1 KiB) and at most 65536 B (64 KiB)',
    ],
    [recv({ nth: 'first' }, { timeout: 'none' }), 'recv #1 begins with no timeout (blocking)'],
    [recv({ nth: 'never' }, { raises: 'TimeoutError' }), 'never recv by client that raises TimeoutError'],
    [recv({}, { count: 2, errno: 'EPIPE' }), 'recv by client that raises with errno EPIPE: exactly 2 calls'],
    [recv({ nth: 9 }, { returns: 'ok' }), 'recv by client (9) that returns'],
    [
      recv({ nth: 'first' }, { either: [{ returns: "b''" }, { raises: 'ConnectionResetError' }] }),
      "recv #1 returns b'' (the end of the stream), or raises ConnectionResetError",
    ],
  ];
  for (const [entry, expected] of golden) {
    test(`expected reads: ${expected}`, () => assert.equal(judgeClause(entry, THREE).expected, expected));
  }

  test('each clause has a finding of its own, with its evidence', () => {
    const findings = judgeEntry(
      recv({ nth: 'second' }, { raises: 'TimeoutError', takes: { 'at-least': '500ms' } }),
      THREE,
    );
    assert.deepEqual(
      findings.map(({ clause, outcome }) => [clause, outcome]),
      [
        ['raises', 'held'],
        ['takes', 'held'],
      ],
    );
    for (const { evidence } of findings) assert.deepEqual(evidence, [4, 5]);
  });

  test('every leaves out the call that a serving server is in when the steps end', () => {
    const serving = new RecordBuilder()
      .start(0, 'server')
      .call('server', 'accept', { atUs: 10, durationUs: 5, result: { fd: 4 } })
      .call('server', 'accept', { atUs: 90 })
      .cleanup(100)
      .build();
    const accept = (clauses: object): object => ({ call: { by: 'server', name: 'accept' }, ...clauses });
    assert.equal(
      told(judgeClause({ ...accept({ returns: 'ok' }) }, serving)),
      'held: accept #1 returned fd 4 after 5 µs',
    );
    assert.equal(judgeClause({ ...accept({ pending: true }) }, serving).outcome, 'broken');
    const waiting = new RecordBuilder().start(0, 'server').call('server', 'accept', { atUs: 90 }).cleanup(100).build();
    assert.equal(judgeClause({ ...accept({ returns: 'ok' }) }, waiting).outcome, 'broken');
  });

  test('the errno names the exception when there is one', () => {
    const record = new RecordBuilder()
      .start(0, 'client')
      .raise('client', 'connect', 'ConnectionRefusedError', {
        atUs: 10,
        durationUs: 90,
        errno: 'ECONNREFUSED',
        message: 'x',
      })
      .build();
    const finding = judgeClause({ call: { by: 'client', name: 'connect' }, raises: 'ConnectionError' }, record);
    assert.equal(told(finding), 'held: connect raised ConnectionRefusedError (ECONNREFUSED) after 90 µs');
  });

  test('Python 3.9’s socket.timeout is the TimeoutError of later ones', () => {
    const record = new RecordBuilder()
      .start(0, 'client')
      .raise('client', 'recv', 'timeout', { atUs: 10, durationUs: 90 })
      .build();
    assert.equal(judgeClause(recv({}, { raises: 'TimeoutError' }), record).outcome, 'held');
  });
});
