// A scripted test (`lab`) as a run among those of the scenarios: what its record proves, and what Playwright made of the test.

import { relative } from 'node:path';
import type { TestCase, TestError, TestResult } from '@playwright/test/reporter';
import type { JobResult } from '../engine/job.js';
import type { ReportPiece } from '../kinds/reporters/run-report.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { SCRIPTED_ATTACHMENT, resultIn } from './verdicts-attachment.js';

/** Undefined for a test that opened no lab, or that was interrupted. */
export function scriptedResult(test: TestCase, result: TestResult): JobResult | undefined {
  const run = resultIn(result, SCRIPTED_ATTACHMENT);
  if (run === undefined) return undefined;
  switch (result.status) {
    case 'interrupted':
      return undefined;
    case 'passed':
      return { ...run, outcome: 'held', story: [], pieces: run.pieces.filter(({ outcome }) => outcome === 'held') };
    case 'skipped': {
      const reason = test.annotations.find(({ type }) => type === 'skip')?.description ?? 'it was skipped';
      return { ...run, outcome: 'unsupported', reason, story: [], pieces: [] };
    }
    case 'failed':
    case 'timedOut':
      return failed(run, test, result);
  }
}

/** The claims that a test makes by itself are no part of the record's verdict: what Playwright says of them is. */
function failed(run: JobResult, test: TestCase, result: TestResult): JobResult {
  const outcome = isOnlyInconclusive(result.errors) ? 'inconclusive' : 'broken';
  const isTold = run.pieces.some((piece) => piece.outcome === outcome);
  return { ...run, outcome, pieces: isTold ? run.pieces : [...run.pieces, ownPiece(test, result, outcome)] };
}

/** Of an error of the lab: `Inconclusive: guard exit client`. */
export const isOnlyInconclusive = (errors: readonly TestError[]): boolean =>
  errors.length > 0 && errors.every(({ message = '' }) => message.startsWith('Inconclusive:'));

function ownPiece(
  { location, timeout }: TestCase,
  { status, errors, duration }: TestResult,
  outcome: JobResult['outcome'],
): ReportPiece {
  const [first] = errors;
  const { file, line, column } = first?.location ?? location;
  const isLate = status === 'timedOut';
  return {
    subject: 'expectation',
    label: 'the test',
    clause: '',
    outcome,
    expected: isLate ? `it ends within ${formatDurationUs(timeout * 1000)}` : 'it passes',
    actual: isLate ? `it still ran after ${formatDurationUs(duration * 1000)}` : firstLine(first),
    span: { file: relative(process.cwd(), file), line, column, length: 1 },
    sourceLine: '',
    frame: [],
    evidence: [],
  };
}

function firstLine(error: TestError | undefined): string {
  // oxlint-disable-next-line no-control-regex -- Playwright colours its messages
  const plain = (error?.message ?? error?.value ?? 'it failed').replaceAll(/\u001b\[[\d;]*m/g, '');
  const lines = plain.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .slice(0, 3)
    .join('; ');
}
