// What is printed of the tests that no engine ran: tests of the user's own, and of scenario files that can't be run.

import { relative } from 'node:path';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import type { JobResult } from '../engine/job.js';
import { shownPath } from '../scenario/index.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { endedAsMeant } from './scripted-run.js';
import { attachedResult, resultIn, SCRIPTED_ATTACHMENT } from './verdicts-attachment.js';

const OWN_FAILURE = /^(ScenarioProblem|EngineFailure): /;

/** A test that is none of the engine's: a scripted one, a bad scenario file, or the engine failed. */
export function renderOtherTest(test: TestCase, result: TestResult, job: JobResult | undefined): string {
  const mark = markOf(test, result);
  const where = `${relative(process.cwd(), test.location.file)}:${test.location.line}`;
  // With a test that was interrupted its engine was ended, too: that it is gone is no news.
  const isTold = mark !== '✓' && result.status !== 'interrupted';
  const unexpected = isTold ? result.errors : [];
  const errors = unexpected.map(({ message = '', snippet = '' }) => {
    const own = OWN_FAILURE.exec(message);
    // The text of a failure of ours says where by itself.
    return own === null ? `${message}\n${snippet}` : message.slice(own[0].length);
  });
  const folder = errors.length === 0 ? undefined : job?.folder;
  const picture = folder === undefined ? [] : [`  picture  ${shownPath(folder, process.cwd())}/timeline.html`];
  return [`${mark} ${test.title}  ${formatDurationUs(result.duration * 1000)}  ${where}`, ...errors, ...picture].join(
    '\n\n',
  );
}

/** How the tests that left no run ended: `3 other tests: 2 passed, 1 failed`. Empty without any. */
export function renderOthers(tests: readonly TestCase[]): string {
  const others = tests.filter(
    (test) =>
      test.results.length > 0 && !test.results.some((one) => attachedResult(one) ?? resultIn(one, SCRIPTED_ATTACHMENT)),
  );
  const counts = new Map<string, number>();
  for (const test of others) {
    // Playwright counts it as skipped.
    const outcome = test.results.at(-1)?.status === 'interrupted' ? 'interrupted' : test.outcome();
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const told = [...counts].map(([outcome, count]) => `${count} ${OUTCOMES[outcome] ?? outcome}`).join(', ');
  return others.length === 0 ? '' : `${others.length} other test${others.length === 1 ? '' : 's'}: ${told}`;
}

function markOf(test: TestCase, result: TestResult): string {
  if (result.status === 'interrupted') return '!';
  if (result.status === 'skipped') return '-';
  return endedAsMeant(test, result) ? '✓' : '✗';
}

const OUTCOMES: Readonly<Record<string, string>> = { expected: 'passed', unexpected: 'failed' };
