import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findPiece, judge } from './judge.js';
import { scenarioOf, spanAt } from './scenario-builder.js';
import { AWAIT, KILL, TIMES_OUT, client, timedOut, returned, told } from './spec-cases.js';

describe('the verdict of a run', () => {
  test('is held when every piece is', () => {
    const record = timedOut().step(0, 'await exit client', [5, 50]).cleanup(60).build();
    assert.deepEqual(told({ steps: [AWAIT], expect: [TIMES_OUT] }, record), [
      'held',
      'step await exit held :10',
      'expectation raises held :102',
    ]);
  });

  test('is broken when an expectation is false, at its clause', () => {
    const { verdicts } = judge(scenarioOf({ expect: [TIMES_OUT] }), returned().cleanup(60).build());
    assert.deepEqual(verdicts, [
      {
        subject: 'expectation',
        label: 'call recv by client',
        clause: 'raises',
        outcome: 'broken',
        expected: 'recv raises TimeoutError',
        actual: 'recv returned 4 B after 20 µs',
        span: spanAt(102),
        evidence: [2, 3],
      },
    ]);
  });

  test('is broken when an await is missed, with the reason in the evidence', () => {
    const missed = {
      outcome: 'missed',
      expected: 'client exits within 5 s',
      actual: 'client is still running after 5 s',
    } as const;
    const record = client()
      .raise('client', 'connect', 'ConnectionRefusedError', { atUs: 10, durationUs: 5, errno: 'ECONNREFUSED' })
      .line(20, 'client', 'retrying', 'stderr')
      .call('client', 'recv', { atUs: 30 })
      .step(0, 'await exit client', [5, 5_000_005], missed)
      .cleanup(5_000_006)
      .build('aborted');
    const { outcome, verdicts } = judge(scenarioOf({ steps: [AWAIT] }), record);
    assert.equal(outcome, 'broken');
    assert.deepEqual(verdicts, [
      {
        subject: 'step',
        label: 'await exit client',
        clause: 'await exit',
        outcome: 'broken',
        expected: missed.expected,
        actual: missed.actual,
        span: spanAt(10),
        evidence: [3, 4, 5, 7],
      },
    ]);
    assert.deepEqual(
      [3, 4, 5, 7].map((seq) => record.events[seq]?.kind),
      ['call.returned', 'output.line', 'call.entered', 'step.ended'],
    );
  });

  test('leaves out steps that were skipped, and what only they could have shown is inconclusive', () => {
    const record = client()
      .step(0, 'await exit client', [5, 50], { outcome: 'missed', expected: 'a', actual: 'b' })
      .event(51, 'step.ended', { step: 1, outcome: 'skipped' })
      .cleanup(60)
      .build('aborted');
    assert.deepEqual(told({ steps: [AWAIT, KILL], expect: [TIMES_OUT] }, record), [
      'broken',
      'step await exit broken :10',
      'expectation call inconclusive :101',
    ]);
  });

  test('finds places in an expectation filled in by the record’s addresses', () => {
    const address = { host: '127.0.0.1', port: 4000 };
    const sockets = [{ local: address, remote: address, state: 'LISTEN', inode: 1 }] as const;
    const scenario = scenarioOf({ expect: [{ tcp: { port: 1, state: 'LISTEN' } }] });
    const [expectation] = scenario.expectations;
    assert.ok(expectation !== undefined);
    const spec = { tcp: { port: '${server.port}', state: ['LISTEN'], absent: false, at: 'any' } };
    const placed = { ...scenario, expectations: [{ ...expectation, spec }] };
    const record = client().event(5, 'tcp.sampled', { port: 4000, sockets }).cleanup(60).build();
    assert.equal(judge(placed, record).outcome, 'held');
  });
});

describe('finding a piece', () => {
  const record = returned()
    .step(0, 'await exit client', [5, 50], { outcome: 'missed', actual: 'still running' })
    .cleanup(60)
    .build();
  const verdict = judge(scenarioOf({ steps: [AWAIT], expect: [TIMES_OUT] }), record);

  test('goes by clause, by label, or by the beginning of a label', () => {
    for (const at of ['await exit', 'await exit client', 'await', 'raises', 'call recv']) {
      assert.ok(findPiece(verdict, { outcome: 'broken', at }), at);
    }
    for (const at of ['awa', 'takes', 'exit'])
      assert.equal(findPiece(verdict, { outcome: 'broken', at }), undefined, at);
    const said = scenarioOf({ expect: [{ output: { of: 'client', line: 'reply: ciao' } }] });
    const silent = judge(said, returned().cleanup(60).build());
    assert.ok(findPiece(silent, { outcome: 'broken', at: 'output of client' }), 'it says more of itself after a colon');
    assert.equal(findPiece(verdict, { outcome: 'held', at: 'raises' }), undefined);
  });

  test('looks for the reason in what is told and in the events that prove it', () => {
    const at = { outcome: 'broken', at: 'raises' } as const;
    assert.ok(findPiece(verdict, { ...at, because: '4 B' }));
    assert.ok(findPiece(verdict, { ...at, because: '"sizeBytes":4' }, record));
    assert.equal(findPiece(verdict, { ...at, because: 'EADDRINUSE' }, record), undefined);
  });
});
