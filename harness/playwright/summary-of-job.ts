// The engine's result as what the reports of a suite draw.

import type { JobResult } from '../engine/job.js';
import type { RunSummary } from '../kinds/reporters/run-report.js';
import { shownPath } from '../scenario/index.js';

export function summaryOfJob(job: JobResult, cwd: string = process.cwd()): RunSummary {
  const { id: _id, startedAtMs, folder, steps: _steps, text: _text, mutant: _mutant, ...summary } = job;
  return {
    ...summary,
    startedAt: new Date(startedAtMs).toISOString(),
    folder: folder === undefined ? undefined : shownPath(folder, cwd),
  };
}
