// The verdicts of one run as JSON, beside its record.

import type { ReporterKind } from './reporter.js';
import type { RunSummary } from './run-report.js';
import { toJson, verdictsDocument } from './verdicts-document.js';

export const verdictJson: ReporterKind = {
  name: 'verdict-json',
  about: 'the verdicts of one run as JSON',
  scope: 'run',
  fileName: 'verdicts.json',
  mediaType: 'application/json',
  render: ({ runs }) => runs.map(renderVerdictJson).join(''),
};

/** A `VerdictsDocument`. */
export const renderVerdictJson = (run: RunSummary): string => toJson(verdictsDocument(run));
