// What a scripted run leaves behind: verdicts and picture in its folder, the picture in Playwright's reports, and a failure
// where the run proves less than its test believes.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { REPORTERS } from '../../kinds/reporters/index.js';
import type { RunReport } from '../../kinds/reporters/run-report.js';
import { toJobResult } from '../../engine/job-result.js';
import { compileReport } from '../../report/index.js';
import { shownPath } from '../../scenario/index.js';
import { combined, piecesFailures, type ScenarioFailure } from '../failures.js';
import { SCRIPTED_ATTACHMENT } from '../verdicts-attachment.js';
import type { LabRecord } from './lab-record.js';

/** What a test can't see by itself: a fault without its receipt, trouble of the rig. Its own claims it has made already. */
const UNSEEN: readonly string[] = ['receipt', 'rig', 'capability'];

/** Undefined: nothing stands against what the test found. */
export function reportLab(lab: LabRecord, testInfo: TestInfo): ScenarioFailure | undefined {
  const { folder, record, scenario } = lab;
  const verdicts = lab.verdict();
  const sources = new Map([[testInfo.file, readFileSync(testInfo.file, 'utf8')]]);
  const repeat = `npx playwright test ${scenario.identity.file}:${scenario.identity.line}`;
  const report = compileReport({
    scenario,
    record,
    verdicts,
    sources,
    folder: shownPath(folder, process.cwd()),
    repeat,
  });
  writeArtefacts(folder, report);
  const job = { id: testInfo.testId, path: testInfo.file, row: undefined, attempt: testInfo.retry };
  testInfo.attachments.push(
    {
      name: SCRIPTED_ATTACHMENT,
      contentType: 'application/json',
      body: Buffer.from(JSON.stringify(toJobResult(job, report, folder))),
    },
    { name: 'timeline.svg', contentType: 'image/svg+xml', path: join(folder, 'timeline.svg') },
    { name: 'timeline.html', contentType: 'text/html', path: join(folder, 'timeline.html') },
  );
  testInfo.annotations.push({ type: 'record', description: join(folder, 'record.jsonl') });
  const unseen = report.pieces.filter(({ subject, outcome }) => UNSEEN.includes(subject) && outcome !== 'held');
  return combined(piecesFailures(unseen));
}

function writeArtefacts(folder: string, report: RunReport): void {
  const suite = { runs: [report], startedAt: report.startedAt, durationUs: report.durationUs };
  for (const { scope, fileName, render } of REPORTERS.values()) {
    if (scope === 'run' && fileName !== undefined)
      writeFileSync(join(folder, fileName), render(suite, { colour: false }));
  }
}
