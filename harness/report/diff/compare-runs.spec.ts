import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareRuns, type Change, type DiffSide, type RunDiff } from './compare-runs.js';
import { renderDiffPage } from './diff-page.js';
import { renderDiff } from './render-diff.js';
import { lateReply } from '../samples/late-reply.js';
import { hostileRun } from '../samples/hostile.js';
import { hugeRun } from '../samples/huge.js';
import type { RunReport } from '../../kinds/reporters/run-report.js';
import { RecordBuilder } from '../../record/record-builder.js';
import type { RunRecord } from '../../record/run-record.js';
import { assertGolden } from '../../testing/golden.js';

const alone = (record: RunRecord, name = 'a'): DiffSide => ({ name, record, summary: undefined });
const sideOf = (run: RunReport, name: string): DiffSide => ({ name, record: run.record, summary: run });

/** `= recv`, `+ send`… of all threads. */
const told = ({ threads }: RunDiff): readonly string[] =>
  threads.flatMap(({ rows }) => rows.map(({ change, a, b }) => `${change} ${(a ?? b)?.invocation}`));

const diffOf = (a: RecordBuilder, b: RecordBuilder): RunDiff => compareRuns(alone(a.build()), alone(b.build(), 'b'));

const started = (addresses = {}): RecordBuilder => new RecordBuilder(addresses).start(0, 'client');

describe('two runs of one scenario', () => {
  test('of which one is the other are the same', () => {
    const run = lateReply({ forgetsTimeout: false });
    const diff = compareRuns(sideOf(run, 'a'), sideOf(run, 'b'));
    assert.ok(diff.isSame);
    assert.deepEqual([diff.verdicts, diff.ends, diff.notes], [[], [], []]);
  });

  test('differ by a call that one has more, a call that came to something else, one that never came back', () => {
    const a = started()
      .call('client', 'connect', { atUs: 10, durationUs: 5 })
      .call('client', 'sendall', { atUs: 20, durationUs: 5, sizeBytes: 4 })
      .call('client', 'recv', { atUs: 30, durationUs: 5, sizeBytes: 4 })
      .call('client', 'close', { atUs: 40, durationUs: 5 });
    const b = started()
      .call('client', 'settimeout', { atUs: 5, durationUs: 1 })
      .call('client', 'connect', { atUs: 10, durationUs: 5 })
      .raise('client', 'recv', 'TimeoutError', { atUs: 30, durationUs: 5 })
      .call('client', 'close', { atUs: 40 });
    assert.deepEqual(told(diffOf(a, b)), [
      'added settimeout()',
      'same connect()',
      'gone sendall()',
      'changed recv()',
      'changed close()',
    ]);
  });

  test('a call that came back in the clean-up was waiting, however long that took', () => {
    const waiting = (cleanupUs: number): RecordBuilder =>
      started()
        .call('client', 'recv', { atUs: 10, durationUs: cleanupUs + 50, sizeBytes: 0 })
        .cleanup(cleanupUs);
    assert.ok(diffOf(waiting(1_000), waiting(900_000)).isSame);
  });

  test('ports that a run is given, ports that the kernel draws, and descriptors are no difference', () => {
    const run = (port: number, ephemeral: number, fd: number): RecordBuilder =>
      started({ wire: { host: '127.0.0.1', port } })
        .call('client', 'socket', { atUs: 5, durationUs: 1, result: { fd } })
        .call('client', 'connect', {
          atUs: 10,
          durationUs: 5,
          args: { host: '127.0.0.1', port },
          result: { localHost: '127.0.0.1', localPort: ephemeral },
        });
    const diff = diffOf(run(20_000, 40_000, 3), run(30_000, 50_000, 7));
    assert.ok(diff.isSame, told(diff).join());
    assert.equal(told(diff)[1], 'same connect(wire)');
  });

  test('other arguments are a difference', () => {
    const run = (seconds: number): RecordBuilder =>
      started().call('client', 'settimeout', { atUs: 10, durationUs: 1, args: { seconds } });
    assert.deepEqual(told(diffOf(run(0.5), run(500))), ['changed settimeout(0.5)']);
  });

  test('into how many calls a stream is cut is no difference, how many bytes came is one', () => {
    const run = (...sizes: readonly number[]): RecordBuilder =>
      sizes.reduce(
        (builder, sizeBytes, index) => builder.call('client', 'recv', { atUs: 10 * index, durationUs: 1, sizeBytes }),
        started(),
      );
    assert.ok(diffOf(run(1, 2, 3), run(6)).isSame);
    assert.ok(diffOf(run(4, 2), run(2, 2, 2)).isSame);
    assert.ok(!diffOf(run(1, 2, 3), run(7)).isSame);
    assert.deepEqual(told(diffOf(run(6, 0), run(6))), ['same recv()', 'gone recv()']);
  });

  test('threads are told apart by the order in which they began to call', () => {
    const run = (threads: readonly [number, number]): RecordBuilder =>
      started()
        .call('client', 'recv', { atUs: 10, durationUs: 1, thread: threads[0], sizeBytes: 1 })
        .call('client', 'send', { atUs: 20, durationUs: 1, thread: threads[1], sizeBytes: 1 });
    const diff = diffOf(run([1, 2]), run([77, 33]));
    assert.ok(diff.isSame);
    assert.deepEqual(
      diff.threads.map(({ who }) => who),
      ['client', 'client, thread 2'],
    );
  });

  test('differ by how their programs ended before the clean-up', () => {
    const diff = diffOf(started().exit(50, 'client', 0), started().exit(60, 'client', 'SIGKILL'));
    assert.deepEqual(diff.ends, [{ what: 'client', a: 'exits with code 0', b: 'is killed by SIGKILL' }]);
    assert.ok(diffOf(started().cleanup(40).exit(50, 'client', 0), started().cleanup(40).exit(90, 'client', 1)).isSame);
  });
});

describe('a duration has moved', () => {
  const recv = (durationUs: number, { lagUs = 0, runDelayUs = 0 } = {}): RecordBuilder =>
    started()
      .call('client', 'recv', { atUs: 10, durationUs, runDelayUs, sizeBytes: 1 })
      .noise(durationUs + 20, { harnessLagUs: lagUs });
  const changes: readonly (readonly [string, RecordBuilder, RecordBuilder, Change])[] = [
    // 2 ms is the least that counts, 10 % of 500 ms are 50 ms.
    ['by less than two milliseconds', recv(100), recv(2_050), 'same'],
    ['by more', recv(100), recv(2_200), 'moved'],
    ['by less than a tenth', recv(500_000), recv(549_000), 'same'],
    ['by more than a tenth', recv(500_000), recv(560_000), 'moved'],
    ['by no more than both machines were late', recv(20_000, { lagUs: 6_000 }), recv(29_000, { lagUs: 4_000 }), 'same'],
    ['by more than both machines were late', recv(20_000, { lagUs: 6_000 }), recv(31_000, { lagUs: 4_000 }), 'moved'],
    ['by what its thread waited for a CPU', recv(20_000), recv(31_000, { runDelayUs: 9_500 }), 'same'],
    ['to less', recv(560_000), recv(100_000), 'moved'],
  ];
  for (const [how, a, b, expected] of changes) {
    test(`${how}: ${expected}`, () => assert.deepEqual(told(diffOf(a, b)), [`${expected} recv()`]));
  }

  test('not by what its programs took to start', () => {
    const run = (startUs: number): RunRecord =>
      new RecordBuilder()
        .event(0, 'process.spawned', { program: 'client', run: 1, pid: 7, argv: [], trace: 'python' })
        .event(startUs, 'trace.started', { program: 'client', run: 1, pid: 7, tracer: 'python-calls' })
        .call('server', 'accept', { atUs: 0, durationUs: startUs + 1_000 })
        .build();
    const diff = compareRuns(alone(run(40_000)), alone(run(160_000)));
    assert.ok(diff.isSame);
    assert.match(diff.noise.text, /starts of programs that differ by 120 ms/);
  });
});

describe('the difference is told', () => {
  const names = ['reports/a', 'reports/b'] as const;
  const held = lateReply({ forgetsTimeout: false });
  const broken = lateReply({ forgetsTimeout: true });
  const diff = compareRuns(sideOf(held, names[0]), sideOf(broken, names[1]));

  test('as text', () => {
    assertGolden('report/golden/diff.txt', renderDiff(diff, { colour: false, width: 120, names }));
  });

  test('in colour', () => {
    assertGolden('report/golden/diff-colour.txt', renderDiff(diff, { colour: true, width: 80, names }));
  });

  test('as a page', () => {
    const sides = [
      { name: names[0], picture: '<svg/>' },
      { name: names[1], picture: undefined },
    ] as const;
    assertGolden('report/golden/diff.html', renderDiffPage([{ diff, sides }]));
  });

  test('whatever a program said, on lines of its own and without markup', () => {
    const hostile = hostileRun();
    const other = compareRuns(sideOf(hostile, '<b>\n'), alone(started().build(), 'b'));
    const text = renderDiff(other, { colour: false, width: 100, names: ['<b>\n', 'b'] });
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
    const page = renderDiffPage([
      {
        diff: other,
        sides: [
          { name: '<b>\n', picture: '<script>' },
          { name: '', picture: undefined },
        ],
      },
    ]);
    assert.doesNotMatch(page, /<script|<b>\n|<img src=x/);
  });

  test('of 100,000 events in a few seconds', { timeout: 30_000 }, () => {
    const huge = hugeRun(100_000);
    const text = renderDiff(compareRuns(sideOf(huge, 'a'), sideOf(huge, 'b')), { colour: false, width: 100, names });
    assert.match(text, /the same:/);
  });
});
