// The files of a suite's reporters, in the invocation's folder.

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORTERS } from '../kinds/reporters/index.js';
import { markdown } from '../kinds/reporters/markdown.js';
import type { SuiteReport } from '../kinds/reporters/reporter.js';
import { readEarlierRuns } from './earlier-runs.js';

/** `folder` is absolute. */
export function writeSuiteFiles(report: SuiteReport, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const whole = { ...report, earlier: readEarlierRuns(folder, report.runs) };
  for (const kind of REPORTERS.values()) {
    if (kind.scope === 'suite' && kind.fileName !== undefined) {
      writeFileSync(join(folder, kind.fileName), kind.render(whole, { colour: false }));
    }
  }
}

/** GitHub Actions shows the file of this name on the page of the job. */
export function appendStepSummary(report: SuiteReport): void {
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (path !== undefined && path !== '') appendFileSync(path, markdown.render(report, { colour: false }));
}
