// `fail-calls.md`: call × errno as a table, and what happened, for pull requests and job pages.

import { visibleText } from '../../kinds/reporters/visible-text.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import { FATES, type Fate, type FailureResult } from './failure.js';
import { nameOfRow, repeatOf } from './render-table.js';
import { countFates, rowsOf, type FailCallsReport } from './report.js';

const ICONS: Readonly<Record<Fate, string>> = {
  crashed: '💥',
  hung: '⏳',
  'lost-data': '❌',
  handled: '✅',
  unharmed: '✅',
  missed: '➖',
  doubtful: '⚠️',
};

const DETAIL_LENGTH = 300;

export function renderFailCallsMarkdown(report: FailCallsReport): string {
  const { results, file, line, title, durationUs } = report;
  const counts = Object.entries(countFates(results)).filter(([, count]) => count > 0);
  const errnos = [...new Set(results.map(({ errno }) => errno))];
  return [
    `## Every call failed once: ${cell(title)}`,
    '',
    `\`${file}:${line}\`, ${results.length} runs in ${formatDurationUs(durationUs)}: ${counts.map(([fate, count]) => `${count} ${fate}`).join(', ') || 'none'}.`,
    '',
    `| call | ${errnos.join(' | ')} |`,
    `| :-- |${' :-: |'.repeat(errnos.length)}`,
    ...rowsOf(results).map(
      (row) => `| ${cell(nameOfRow(row))} | ${errnos.map((errno) => fateIn(row.results, errno)).join(' | ')} |`,
    ),
    '',
    ...Object.entries(FATES).map(([fate, meaning]) => `* ${ICONS[fate as Fate]} ${fate}: ${meaning}`),
    '',
    ...results.filter(({ detail }) => detail !== '').map((result) => detailOf(result, report)),
    '',
  ].join('\n');
}

function fateIn(results: readonly FailureResult[], errno: string): string {
  const fate = results.find((result) => result.errno === errno)?.fate;
  return fate === undefined ? '' : `${ICONS[fate]} ${fate}`;
}

const detailOf = (result: FailureResult, report: FailCallsReport): string =>
  `- ${ICONS[result.fate]} ${result.program} ${result.call} #${result.nth}, ${result.errno}: ${cell(visibleText(result.detail, DETAIL_LENGTH))} (\`${repeatOf(result, report)}\`)`;

/** What stands in a table must not end its cell, nor be taken for markup. */
const cell = (text: string): string => visibleText(text, DETAIL_LENGTH).replaceAll(/([|<>*_`[\]])/g, '\\$1');
