// Playwright ends a worker after each failed test: half a second. In pooled mode a failure leaves nothing behind in the
// worker, so the test says that it expected to fail, which keeps the worker, and our reporter, which sees each result before
// any other, takes that back. If it were not there a failure would pass for a success: hence the conditions in mayKeepWorker.

import type { TestInfo } from '@playwright/test';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { isPooled } from './engine-of-worker.js';
import { ENVIRONMENT } from './environment.js';
import { processState } from './process-state.js';

const ANNOTATION = 'guasto:keep-worker';

/** Call before failing. */
export function keepWorker(testInfo: TestInfo): void {
  if (!mayKeepWorker(testInfo)) return;
  testInfo.expectedStatus = 'failed';
  testInfo.annotations.push({ type: ANNOTATION });
}

/** Undoes what keepWorker did, in the objects that all later reporters are given. */
export function restoreExpectedStatus(test: TestCase, result: TestResult): void {
  const isOurs = ({ type }: { readonly type: string }): boolean => type === ANNOTATION;
  // Playwright < 1.52 tells them of the test only.
  const { annotations } = result as Partial<TestResult>;
  if (!(annotations ?? test.annotations).some(isOurs)) return;
  test.expectedStatus = 'passed';
  if (annotations !== undefined) result.annotations = annotations.filter((annotation) => !isOurs(annotation));
  test.annotations = test.annotations.filter((annotation) => !isOurs(annotation));
}

function mayKeepWorker(testInfo: TestInfo): boolean {
  const reporterRestores = process.env[ENVIRONMENT.reporterIsFirst] === '1';
  const lastTry = testInfo.retry >= testInfo.project.retries; // Before it, Playwright must see the failure, to retry.
  return isPooled() && reporterRestores && lastTry && processState().options?.keepWorkers === true;
}
