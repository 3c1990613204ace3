// A scripted test (`lab`) as a run among those of the scenarios: what its record proves, and what Playwright made of the test.

import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestCase, TestError, TestResult } from '@playwright/test/reporter';
import type { JobResult } from '../engine/job.js';
import type { ReportPiece } from '../kinds/reporters/run-report.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { SCRIPTED_ATTACHMENT, resultIn } from './verdicts-attachment.js';

/** Undefined for a test that opened no lab, or that was interrupted. */
export function scriptedResult(test: TestCase, result: TestResult): JobResult | undefined {
  const run = resultIn(result, SCRIPTED_ATTACHMENT);
  if (run === undefined || result.status === 'interrupted') return undefined;
  if (result.status === 'skipped') {
    const reason = test.annotations.find(({ type }) => type === 'skip')?.description ?? 'it was skipped';
    return { ...run, outcome: 'unsupported', reason, story: [], pieces: [] };
  }
  if (!endedAsMeant(test, result)) return failed(run, test, result);
  return { ...run, outcome: 'held', story: [], pieces: run.pieces.filter(({ outcome }) => outcome === 'held') };
}

/** `test.fail` means a failure; but one that proves nothing is not what anybody means. */
export function endedAsMeant({ expectedStatus }: TestCase, { status, errors }: TestResult): boolean {
  if (status === 'skipped') return true;
  return status === expectedStatus && !errors.some(isDoubt);
}

/** The claims that a test makes by itself are no part of the record's verdict: what Playwright says of them is. */
function failed(run: JobResult, test: TestCase, result: TestResult): JobResult {
  const outcome = isInconclusive(test, result) ? 'inconclusive' : 'broken';
  const isTold = run.pieces.some((piece) => piece.outcome === outcome);
  return { ...run, outcome, pieces: isTold ? run.pieces : [...run.pieces, ownPiece(test, result, outcome)] };
}

/** Nothing stands against it but what is inconclusive. Where `test.fail` means a failure, the failure itself is no objection. */
export function isInconclusive({ expectedStatus }: TestCase, { errors }: TestResult): boolean {
  return errors.some(isDoubt) && (expectedStatus === 'failed' || errors.every(isDoubt));
}

/** An error of the lab: `Inconclusive: guard exit client`. */
const isDoubt = ({ message = '' }: TestError): boolean => message.startsWith('Inconclusive:');

function ownPiece(test: TestCase, result: TestResult, outcome: JobResult['outcome']): ReportPiece {
  const [first] = result.errors;
  const { file, line, column } = first?.location ?? test.location;
  return {
    subject: 'expectation',
    label: 'the test',
    clause: '',
    outcome,
    ...expectedAndActual(test, result),
    span: { file: relative(process.cwd(), file), line, column, length: 1 },
    sourceLine: '',
    frame: [],
    evidence: [],
  };
}

function expectedAndActual(
  { timeout, expectedStatus }: TestCase,
  { status, errors, duration }: TestResult,
): Pick<ReportPiece, 'expected' | 'actual'> {
  if (status === 'timedOut') {
    return {
      expected: `it ends within ${formatDurationUs(timeout * 1000)}`,
      actual: `it still ran after ${formatDurationUs(duration * 1000)}`,
    };
  }
  const expected = expectedStatus === 'failed' ? 'it fails, as test.fail says' : 'it passes';
  return { expected, actual: status === 'passed' ? 'it passed' : firstLines(errors[0]) };
}

function firstLines(error: TestError | undefined): string {
  const plain = stripVTControlCharacters(error?.message ?? error?.value ?? 'it failed');
  const lines = plain.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .slice(0, 3)
    .join('; ');
}
