// Pages of sample runs as files, as a reporter writes them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderTimelineHtml } from '../../kinds/reporters/timeline-html.js';
import type { RunReport } from '../../kinds/reporters/run-report.js';
import { scratchFolder, type AfterTest } from '../../testing/scratch-folder.js';

export function writePage(t: AfterTest, report: RunReport): string {
  const file = join(scratchFolder(t), 'timeline.html');
  writeFileSync(file, renderTimelineHtml(report));
  return file;
}
