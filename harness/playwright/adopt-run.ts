// A run that came in a blob report of another machine: its folder is not here, but what the blob brought along of it is.

import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TestResult } from '@playwright/test/reporter';
import { claimFolder } from '../engine/claim-folder.js';
import type { JobResult } from '../engine/job.js';
import { renderVerdictJson } from '../kinds/reporters/index.js';
import { summaryOfJob } from './summary-of-job.js';

/** The result, with a folder of its own in `reports`: verdicts and pictures, but no record. */
export function adoptRun(job: JobResult, { attachments }: TestResult, reports: string): JobResult {
  if (job.folder === undefined) return job;
  const folder = claimFolder(reports, basename(job.folder.replaceAll('\\', '/')));
  for (const { name, path } of attachments) {
    if (path !== undefined && existsSync(path)) copyFileSync(path, join(folder, basename(name)));
  }
  const adopted = { ...job, folder };
  writeFileSync(join(folder, 'verdicts.json'), renderVerdictJson(summaryOfJob(adopted)));
  return adopted;
}
