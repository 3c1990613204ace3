import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import type { JobResult } from '../engine/job.js';
import type { ReportPiece } from '../kinds/reporters/run-report.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { seqOf } from '../vocabulary/time.js';
import { combined, failuresOf, pieceTitle, problemFailures, ScenarioFailure } from './failures.js';

const FILE = 'scenarios/a.scenario.yaml';

const piece = (outcome: Outcome, line: number, more: Partial<ReportPiece> = {}): ReportPiece => ({
  subject: 'expectation',
  label: 'call recv of client (first)',
  clause: 'takes',
  outcome,
  expected: 'at least 500 ms',
  actual: '2 s',
  span: { file: FILE, line, column: 5, length: 4 },
  sourceLine: '',
  frame: [],
  evidence: [],
  ...more,
});

const result = (outcome: Outcome, pieces: readonly ReportPiece[], reason?: string): JobResult => ({
  id: '1',
  runId: '1',
  outcome,
  title: 'recv (gives) up',
  file: FILE,
  line: 2,
  row: undefined,
  params: {},
  proves: undefined,
  tags: [],
  seed: 1,
  story: [],
  startedAtMs: 0,
  durationUs: 1,
  attempts: 1,
  folder: undefined,
  reason,
  steps: [],
  pieces,
  text: '',
  repeat: '',
});

describe('failures of a run', () => {
  test('a run that held has none', () => {
    assert.deepEqual(failuresOf(result('held', [piece('held', 9)])), []);
  });

  test('there is one for each piece that did not hold, broken before inconclusive', () => {
    const failures = failuresOf(result('broken', [piece('inconclusive', 7), piece('held', 8), piece('broken', 9)]));
    assert.deepEqual(
      failures.map(({ name, piece: own }) => [name, own?.span.line]),
      [
        ['Broken', 9],
        ['Inconclusive', 7],
      ],
    );
  });

  test('the text says what was expected, what was seen, what to try and what proves it', () => {
    const [failure] = failuresOf(
      result('broken', [
        piece('broken', 9, {
          hint: 'try it',
          evidence: [{ seq: seqOf(3), atUs: 2_000_000, text: 'client recv ends' }],
        }),
      ]),
    );
    assert.equal(
      failure?.message,
      [
        'call recv of client (first) › takes',
        'Expected: at least 500 ms',
        'Actual:   2 s',
        'Hint:     try it',
        '       2 s  client recv ends',
      ].join('\n'),
    );
  });

  test('the stack is one of places in the YAML: the clause, then the title', () => {
    const [failure] = failuresOf(result('broken', [piece('broken', 9)]));
    const frames = failure?.stack?.split('\n').filter((line) => line.startsWith('    at '));
    assert.deepEqual(frames, [
      `    at call recv of client first › takes (${resolve(FILE)}:9:5)`,
      `    at recv gives up (${resolve(FILE)}:2:1)`,
    ]);
  });

  test('a run without a piece that says why fails with its reason', () => {
    const [failure] = failuresOf(result('inconclusive', [], 'the rig broke'));
    assert.deepEqual([failure?.name, failure?.message], ['Inconclusive', 'the rig broke']);
  });

  test('a stack inside a message is not taken for the failure’s own', () => {
    const failure = new ScenarioFailure('EngineFailure', 'gone\n    at f (/x.js:1:2)', []);
    assert.equal(failure.message, 'gone\n    in f (/x.js:1:2)');
  });

  test('a step’s piece, whose label begins with its clause, is titled by its label', () => {
    assert.equal(
      pieceTitle(piece('broken', 1, { label: 'await exit client', clause: 'await exit' })),
      'await exit client',
    );
    assert.equal(pieceTitle(piece('broken', 1)), 'call recv of client (first) › takes');
  });
});

test('all problems of a file fail as one error that carries the others, each at its own place', () => {
  const problems = [3, 5].map((line) => ({
    span: { file: FILE, line, column: 1, length: 1 },
    message: `wrong ${line}`,
  }));
  const failure = combined(problemFailures(problems, ({ message }) => message));
  assert.equal(failure?.message, 'wrong 3');
  assert.deepEqual(
    failure?.errors.map(({ message }) => message),
    ['wrong 5'],
  );
  assert.match(failure?.errors[0]?.stack ?? '', /:5:1\)$/);
});

test('where Playwright shows one error only, that tells all of them', () => {
  const failures = failuresOf(result('broken', [piece('broken', 9), piece('broken', 11, { actual: '3 s' })]));
  const failure = combined(failures, false);
  assert.match(failure?.message ?? '', /Actual: {3}2 s\n\n[^]*Actual: {3}3 s$/);
  assert.match(failure?.stack ?? '', /:9:5\)\n/);
  assert.deepEqual(failure?.errors, []);
});
