// A summary for pull requests and job pages: a table of all scenarios, then each one that did not hold.

import { formatDurationUs } from '../../vocabulary/units.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { SuiteReport, SuiteReporter } from './reporter.js';
import type { RunSummary } from './run-report.js';
import { renderRunDetails, renderSummary, titleOf } from './terminal.js';
import { visibleText } from './visible-text.js';

/** GitHub refuses a summary of more than 1 MiB; a scenario's details are a few KiB. */
const DETAILS = 40;
const ROWS = 1_000;

const ICONS: Readonly<Record<Outcome, string>> = { held: '✅', broken: '❌', inconclusive: '⚠️', unsupported: '➖' };
const FROM_WORST: readonly Outcome[] = ['broken', 'inconclusive', 'unsupported', 'held'];

export const markdown: SuiteReporter = {
  name: 'markdown',
  about: 'a summary for pull requests and job pages',
  scope: 'suite',
  fileName: 'summary.md',
  mediaType: 'text/markdown',
  render: renderMarkdown,
};

function renderMarkdown(report: SuiteReport): string {
  const sorted = report.runs.toSorted((a, b) => FROM_WORST.indexOf(a.outcome) - FROM_WORST.indexOf(b.outcome));
  const troubled = sorted.filter(({ outcome }) => outcome === 'broken' || outcome === 'inconclusive');
  const { folder: _, ...bare } = report;
  return [
    `## guasto: ${renderSummary(bare, { colour: false })}`,
    '',
    '| | scenario | time | where |',
    '| :-: | :-- | --: | :-- |',
    ...sorted.slice(0, ROWS).map(renderRow),
    ...(sorted.length > ROWS ? [`| | … and ${sorted.length - ROWS} more | | |`] : []),
    '',
    ...troubled.slice(0, DETAILS).flatMap(renderDetails),
    ...(troubled.length > DETAILS ? [`… and ${troubled.length - DETAILS} more that did not hold.`, ''] : []),
  ].join('\n');
}

function renderRow(run: RunSummary): string {
  const reason = run.outcome === 'unsupported' && run.reason !== undefined ? `<br>${escapeCell(run.reason)}` : '';
  const again = run.attempts > 1 ? ` (attempt ${run.attempts})` : '';
  return (
    `| ${ICONS[run.outcome]} ${run.outcome} | ${escapeCell(titleOf(run))}${reason} |` +
    ` ${formatDurationUs(run.durationUs)}${again} | ${escapeCell(`${run.file}:${run.line}`)} |`
  );
}

function renderDetails(run: RunSummary): readonly string[] {
  const details = renderRunDetails(run, { colour: false });
  const fence = '`'.repeat(Math.max(3, longestRun(details, '`') + 1));
  return [
    `### ${ICONS[run.outcome]} ${escapeCell(titleOf(run))}`,
    '',
    `${fence}text`,
    ...details.split('\n').map((line) => line.replace(/^ {2}/, '')),
    fence,
    '',
  ];
}

/** Nothing in it is taken for Markdown or HTML. */
const escapeCell = (text: string): string =>
  visibleText(text, 400)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~>]/g, (character) => `\\${character}`)
    .replaceAll('@', '@&#8203;');

function longestRun(text: string, character: string): number {
  return Math.max(0, ...[...text.matchAll(new RegExp(`${character}+`, 'g'))].map(([run]) => run.length));
}
