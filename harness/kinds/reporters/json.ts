// The verdicts of all runs as JSON.

import { worstOutcome, type Outcome } from '../../vocabulary/outcome.js';
import { pathBelow } from './path-below.js';
import type { ReporterKind, SuiteReport } from './reporter.js';
import type { SuiteDocument } from './results-schema.js';
import { toJson, verdictsDocument } from './verdicts-document.js';

export const json: ReporterKind = {
  name: 'json',
  about: 'the verdicts of all runs as JSON',
  scope: 'suite',
  fileName: 'results.json',
  mediaType: 'application/json',
  render: (report) => toJson(suiteDocument(report)),
};

export function suiteDocument({ runs, startedAt, durationUs, folder }: SuiteReport): SuiteDocument {
  const counts: Record<Outcome, number> = { held: 0, broken: 0, inconclusive: 0, unsupported: 0 };
  for (const { outcome } of runs) counts[outcome] += 1;
  return {
    format: 'guasto-suite/1',
    startedAt,
    durationUs,
    outcome: worstOutcome(runs.map(({ outcome }) => outcome)),
    counts,
    runs: runs.map((run) => ({
      ...verdictsDocument(run),
      ...(run.folder === undefined ? {} : { folder: pathBelow(folder, run.folder) }),
    })),
  };
}
