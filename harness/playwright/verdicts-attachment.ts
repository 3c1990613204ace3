// The engine's result as an attachment of the test: how it reaches the reporter, a blob report, and whoever reads reports.

import type { TestResult } from '@playwright/test/reporter';
import type { JobResult } from '../engine/job.js';

export const VERDICTS_ATTACHMENT = 'verdicts.json';
/** Of a scripted test: what its record proves; the test itself may claim more. */
export const SCRIPTED_ATTACHMENT = 'lab-verdicts.json';

/** Undefined for a test that is not a scenario's, or whose engine failed. */
export const attachedResult = (result: TestResult): JobResult | undefined => resultIn(result, VERDICTS_ATTACHMENT);

export function resultIn(result: TestResult, sought: string): JobResult | undefined {
  const attachment = result.attachments.find(({ name }) => name === sought);
  if (attachment?.body === undefined) return undefined;
  // Written by our own test in the same version of guasto.
  return JSON.parse(attachment.body.toString()) as JobResult;
}
