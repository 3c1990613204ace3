// The texts of the terminal, whole: read them as a person would.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { packageRoot } from '../testing/package-root.js';
import { renderProofSummary, renderTable, renderTroubles } from './render-table.js';
import { mutant, piece, proof, ran } from './spec-support.js';

const PLAIN = { colour: false };
const GOLDEN = join(packageRoot(), 'harness/prove/golden/table.txt');

const PROOFS = [
  proof({
    mutants: [
      mutant('recv-once', 'caught', { at: piece('takes', 'call recv by client') }),
      mutant('ignores-eof', 'caught', {
        at: piece('await exit', 'await exit client'),
        breaks: 'await exit',
        durationUs: 4_120_000,
      }),
      mutant('accepts-truncated', 'survived'),
      mutant('until-short-read', 'elsewhere', { at: piece('await exit', 'await exit client'), breaks: 'exit' }),
      mutant('reset-is-eof', 'elsewhere', {
        at: piece('exit', 'exit of client'),
        breaks: 'exit',
        because: 'ECONNRESET',
      }),
      mutant('polls', 'inconclusive', { at: piece('receipt', 'latency on wire'), attempts: 3, text: '? a title' }),
    ],
  }),
  proof({
    title: 'a second bind of a port fails',
    file: 'scenarios/bind/taken.scenario.yaml',
    control: { outcome: 'none', reason: 'it injects no fault' },
    mutants: [],
  }),
  proof({
    title: 'a title with \u001b[31mcolour\u001b[0m in it',
    control: ran('broken', { at: piece('await exit', 'await exit client') }),
    itself: ran('unsupported', { reason: 'no python3 on PATH' }),
    mutants: [],
  }),
];

describe('the table', () => {
  test('is as it was', () => {
    const text = [
      renderTable(PROOFS, PLAIN),
      renderTroubles(PROOFS, PLAIN),
      renderProofSummary(PROOFS, 41_200_000, PLAIN),
      '',
    ].join('\n');
    if (process.env['GUASTO_UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
    assert.equal(text, readFileSync(GOLDEN, 'utf8'));
  });

  test('says nothing of troubles where there is none', () => assert.equal(renderTroubles([proof()], PLAIN), ''));
});

describe('the summary', () => {
  const quiet = proof({ mutants: [] });

  test('says that scenarios without a mutant held', () => {
    assert.equal(renderProofSummary([quiet], 900_000, PLAIN), '1 scenario, 1 control, 0 mutants: all held in 900 ms');
  });

  test('says that nothing was run where there was nothing to run', () => {
    assert.equal(renderProofSummary([], 0, PLAIN), '0 scenarios, 0 controls, 0 mutants: nothing was run in 0 µs');
  });
});
