// The engine's result as an attachment of the test: how it reaches the reporter, a blob report, and whoever reads reports.

import type { TestResult } from '@playwright/test/reporter';
import type { JobResult } from '../engine/job.js';

export const VERDICTS_ATTACHMENT = 'verdicts.json';

/** Undefined for a test that is not a scenario's, or whose engine failed. */
export function attachedResult(result: TestResult): JobResult | undefined {
  const attachment = result.attachments.find(({ name }) => name === VERDICTS_ATTACHMENT);
  if (attachment?.body === undefined) return undefined;
  // Written by our own test in the same version of guasto.
  return JSON.parse(attachment.body.toString()) as JobResult;
}
