// The shelf of reporters.

import { github } from './github.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import type { ReporterKind } from './reporter.js';
import { runHtml } from './run-html.js';
import { tap } from './tap.js';
import { terminal } from './terminal.js';
import { timelineHtml } from './timeline-html.js';
import { timelineSvg } from './timeline-svg.js';
import { verdictJson } from './verdict-json.js';

export const REPORTERS: ReadonlyMap<string, ReporterKind> = new Map(
  [terminal, timelineSvg, timelineHtml, verdictJson, runHtml, json, junit, markdown, github, tap].map((kind) => [
    kind.name,
    kind,
  ]),
);

export { renderRun, renderRunDetails, renderRunLine, renderSummary, titleOf } from './terminal.js';
export { renderTimelineHtml } from './timeline-html.js';
export { renderTimelineSvg } from './timeline-svg.js';
export { renderVerdictJson } from './verdict-json.js';
export {
  RESULTS_SCHEMA_FILES,
  resultsJsonSchema,
  suiteSchema,
  verdictsSchema,
  type SuiteDocument,
  type VerdictDocument,
  type VerdictsDocument,
} from './results-schema.js';
