// For people at a terminal: one line a scenario; a broken one with what was expected, what was seen, where it says so, and the
// events that prove it with the fault among them.

import { createColors } from 'picocolors';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import { renderFrame } from './frame.js';
import { countMeant } from './meant-verdict.js';
import type { ReporterKind, RenderOptions, SuiteReport } from './reporter.js';
import type { ReportPiece, RunSummary } from './run-report.js';
import { renderStory } from './story.js';
import { clipText, visibleText } from './visible-text.js';

type Colours = ReturnType<typeof createColors>;

const PIECES = 8;
const MARKS: Readonly<Record<Outcome, string>> = { held: '✓', broken: '✗', inconclusive: '?', unsupported: '-' };

export const terminal: ReporterKind = {
  name: 'terminal',
  about: 'one line a scenario, broken ones in full, a summary',
  scope: 'suite',
  fileName: undefined,
  mediaType: 'text/plain',
  render: (report, options) =>
    `${[...report.runs.map((run) => renderRun(run, options)), '', renderSummary(report, options)].join('\n').replace(/\n{3,}/g, '\n\n')}\n`,
};

/** The scenario's line, and for one that did not hold everything that is needed to understand why. */
export function renderRun(run: RunSummary, options: RenderOptions): string {
  const details = renderRunDetails(run, options);
  return details === '' ? renderRunLine(run, options) : `${renderRunLine(run, options)}\n\n${details}\n`;
}

/** `✗ recv gives up … 2.31 s  scenarios/recv.scenario.yaml:2` */
export function renderRunLine(run: RunSummary, { colour }: RenderOptions): string {
  const colours = createColors(colour);
  const again = run.attempts > 1 ? ` (attempt ${run.attempts})` : '';
  const why = run.outcome === 'unsupported' && run.reason !== undefined ? ` — ${visibleText(run.reason, 300)}` : '';
  return [
    paint(run.outcome, colours)(`${MARKS[run.outcome]} ${titleOf(run)}`),
    colours.dim(`  ${formatDurationUs(run.durationUs)}${again}  ${visibleText(run.file, 500)}:${run.line}`),
    why,
  ].join('');
}

/** Empty for a run that held, and for one that is unsupported: its line says why. */
export function renderRunDetails(run: RunSummary, { colour }: RenderOptions): string {
  const colours = createColors(colour);
  const pieces = run.pieces.filter(({ outcome }) => outcome !== 'held');
  if (run.outcome === 'held' || run.outcome === 'unsupported') return '';
  const story = renderRunStory(run, colours);
  const blocks = [
    ...renderPieces(pieces.slice(0, PIECES), colours),
    ...(pieces.length > PIECES ? [[`… and ${pieces.length - PIECES} more`]] : []),
    ...(story.length === 0 ? [] : [story]),
    [
      ...(run.folder === undefined ? [] : [`${colours.dim('picture ')} ${visibleText(run.folder, 500)}/timeline.html`]),
      `${colours.dim('repeat  ')} ${visibleText(run.repeat, 600)}`,
    ],
  ];
  return blocks.map((lines) => lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')).join('\n\n');
}

/** `12 held, 1 broken, 1 inconclusive, 2 unsupported in 4.2 s`, then where the report lies. */
export function renderSummary(report: SuiteReport, { colour }: RenderOptions): string {
  const colours = createColors(colour);
  const counts = (['held', 'broken', 'inconclusive', 'unsupported'] as const).flatMap((outcome) => {
    const count = report.runs.filter((run) => run.outcome === outcome).length;
    return count === 0 ? [] : [paint(outcome, colours)(`${count} ${outcome}`)];
  });
  const what = counts.length === 0 ? 'nothing was run' : counts.join(', ');
  const meant = countMeant(report.runs);
  const line = `${what} in ${formatDurationUs(report.durationUs)}${meant === undefined ? '' : ` (${meant})`}`;
  return report.folder === undefined ? line : `${line}\n${colours.dim('report:')} ${visibleText(report.folder, 500)}`;
}

/** On one line, whatever was in it. The scenario's own title says which row of a matrix it is. */
export const titleOf = ({ title }: Pick<RunSummary, 'title'>): string => clipText(visibleText(title, 300), 200);

/** Clauses of one entry stand under one heading, and no line of the file is shown twice. */
function renderPieces(pieces: readonly ReportPiece[], colours: Colours): readonly (readonly string[])[] {
  return pieces.map((piece, index) => {
    const before = pieces[index - 1];
    const goesOn = before !== undefined && before.label === piece.label && before.outcome === piece.outcome;
    const shown = goesOn && before.span.file === piece.span.file ? before.span.line : 0;
    return renderPiece(
      { ...piece, frame: piece.frame.filter(({ line }) => line > shown || line === piece.span.line) },
      colours,
    );
  });
}

function renderPiece(piece: ReportPiece, colours: Colours): readonly string[] {
  const { label, clause, outcome, expected, actual, hint } = piece;
  const head = clause === '' || label.includes(clause) ? label : `${label}: ${clause}`;
  return [
    paint(outcome, colours)(`${visibleText(head, 300)}${outcome === 'broken' ? '' : ` (${outcome})`}`),
    ...row('expected', expected, colours.green),
    ...row('actual', actual, outcome === 'broken' ? colours.red : colours.yellow),
    ...(hint === undefined ? [] : row('hint', hint, colours.cyan)),
    ...renderFrame(piece).map((line, index) => (index === 0 ? colours.dim(`  ${line}`) : `  ${line}`)),
  ];
}

function row(name: string, text: string, paintText: (text: string) => string): readonly string[] {
  return text === '' ? [] : [`  ${name.padEnd(8)}  ${paintText(visibleText(text, 1_000))}`];
}

function renderRunStory(run: RunSummary, colours: Colours): readonly string[] {
  const lines = renderStory(run.story, {
    proof: (text) => colours.bold(text),
    fault: (text) => colours.yellow(text),
    faint: (text) => colours.dim(text),
  });
  return lines.length === 0 ? [] : ['what happened (▸ proves it)', ...lines];
}

function paint(outcome: Outcome, colours: Colours): (text: string) => string {
  switch (outcome) {
    case 'held':
      return colours.green;
    case 'broken':
      return colours.red;
    case 'inconclusive':
      return colours.yellow;
    case 'unsupported':
      return colours.dim;
  }
}
