// TAP version 14, one test point a scenario.

import { messageOf } from './junit.js';
import { placeOf } from './frame.js';
import type { ReporterKind, SuiteReport } from './reporter.js';
import type { RunSummary } from './run-report.js';
import { titleOf } from './terminal.js';
import { visibleText } from './visible-text.js';

export const tap: ReporterKind = {
  name: 'tap',
  about: 'TAP version 14',
  scope: 'suite',
  fileName: 'results.tap',
  mediaType: 'text/plain',
  render: renderTap,
};

function renderTap({ runs }: SuiteReport): string {
  const points = runs.flatMap((run, index) => renderPoint(run, index + 1));
  return `${['TAP version 14', `1..${runs.length}`, ...points].join('\n')}\n`;
}

function renderPoint(run: RunSummary, number: number): readonly string[] {
  const title = escapeDescription(`${run.file}:${run.line} ${titleOf(run)}`);
  if (run.outcome === 'held') return [`ok ${number} - ${title}`];
  if (run.outcome === 'unsupported')
    return [`ok ${number} - ${title} # SKIP ${escapeDescription(run.reason ?? '')}`.trimEnd()];
  const piece = run.pieces.find(({ outcome }) => outcome === run.outcome);
  const facts: readonly (readonly [string, string])[] = [
    ['severity', run.outcome === 'broken' ? 'fail' : 'inconclusive'],
    ['message', messageOf(run)],
    ...(piece === undefined
      ? []
      : ([
          ['expected', piece.expected],
          ['actual', piece.actual],
          ['at', placeOf(piece)],
        ] as const)),
    ['repeat', run.repeat],
  ];
  // A JSON string is a YAML scalar too.
  const lines = facts.map(([key, value]) => `  ${key}: ${JSON.stringify(visibleText(value))}`);
  return [`not ok ${number} - ${title}`, '  ---', ...lines, '  ...'];
}

/** `#` would begin a directive. */
const escapeDescription = (text: string): string => visibleText(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
