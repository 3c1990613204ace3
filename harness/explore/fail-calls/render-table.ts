// For people at a terminal: call × errno → fate, then each bad one in a line of its own.

import { createColors } from 'picocolors';
import { clipText, displayWidth, visibleText } from '../../kinds/reporters/visible-text.js';
import { shellWord } from '../../vocabulary/shell-word.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import { keyOf, type Fate, type FailureResult } from './failure.js';
import { countFates, rowsOf, type CallRow, type FailCallsReport } from './report.js';

export const BAD: ReadonlySet<Fate> = new Set(['crashed', 'hung', 'lost-data']);
const DETAIL_COLUMNS = 100;

type Colours = ReturnType<typeof createColors>;

export function renderFailCalls(report: FailCallsReport, { colour }: { readonly colour: boolean }): string {
  const colours = createColors(colour);
  const rows = rowsOf(report.results);
  const width = Math.max(0, ...rows.map((row) => displayWidth(nameOfRow(row))));
  const bad = report.results.filter(({ fate }) => BAD.has(fate));
  return [
    ...rows.map((row) => renderRow(row, width, colours)),
    ...(bad.length === 0 ? [] : ['', ...bad.flatMap((result) => renderBad(result, report, colours))]),
    '',
    renderSummary(report, colours),
  ].join('\n');
}

/** `client recv #3` */
export const nameOfRow = ({ program, call, nth, syscall }: CallRow): string =>
  `${visibleText(program, 40)} ${call}${syscall === call ? '' : ` (${syscall})`} #${nth}`;

function renderRow(row: CallRow, width: number, colours: Colours): string {
  const name = nameOfRow(row);
  const cells = row.results.map(({ errno, fate }) => `${errno} ${paint(fate, colours)(fate)}`);
  return `${name}${' '.repeat(width - displayWidth(name))}  ${cells.join(colours.dim(', '))}`;
}

function renderBad(result: FailureResult, report: FailCallsReport, colours: Colours): readonly string[] {
  const { program, call, nth, errno, fate, detail } = result;
  return [
    `${paint(fate, colours)(`✗ ${fate}`)} when ${program}'s ${call} #${nth} fails with ${errno}`,
    `    ${clipText(visibleText(detail), DETAIL_COLUMNS)}`,
    `    ${colours.dim(repeatOf(result, report))}`,
  ];
}

export const repeatOf = (result: FailureResult, { repeat }: FailCallsReport): string =>
  `${repeat} --only ${shellWord(keyOf(result))}`;

function renderSummary(report: FailCallsReport, colours: Colours): string {
  const { results, beyondLimit, durationUs } = report;
  const counts = Object.entries(countFates(results)).filter(([, count]) => count > 0);
  // Every key of the counts is a fate.
  const words = counts.map(([fate, count]) => paint(fate as Fate, colours)(`${count} ${fate}`));
  const more = beyondLimit === 0 ? '' : ` (${beyondLimit} more beyond --limit)`;
  const calls = rowsOf(results).length;
  return `${many(calls, 'call')}, ${many(results.length, 'failure')}${more}: ${words.join(', ') || 'none'} in ${formatDurationUs(durationUs)}`;
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function paint(fate: Fate, colours: Colours): (text: string) => string {
  switch (fate) {
    case 'crashed':
    case 'hung':
    case 'lost-data':
      return colours.red;
    case 'handled':
    case 'unharmed':
      return colours.green;
    case 'missed':
      return colours.dim;
    case 'doubtful':
      return colours.yellow;
  }
}
