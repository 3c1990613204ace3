// The top: the verdict, the claim, and for a run that did not hold what was expected, what came, and the YAML line that says so.

import { MARGIN } from './columns.js';
import { element, text, wrap } from './svg.js';
import type { ReportPiece, RunReport } from '../run-report.js';
import { formatDurationUs } from '../../../vocabulary/units.js';

const PIECES = 4;
const ROW = 16;
const NAME_WIDTH = 62;

export interface Block {
  readonly markup: string;
  readonly bottom: number;
}

export function renderHeading(report: RunReport, width: number): Block {
  const { outcome } = report;
  const pill = 24 + outcome.length * 8;
  const titleX = MARGIN + pill + 12;
  const titles = wrap(report.title, width - titleX - MARGIN, { class: 'title', lines: 2 });
  const parts = [
    element('rect', { x: MARGIN, y: 14, width: pill, height: 22, rx: 11, class: outcome }),
    text(MARGIN + pill / 2, 29.5, outcome.toUpperCase(), { class: 'bold on-pill', anchor: 'middle' }),
    ...titles.map((line, index) => text(titleX, 31 + index * 22, line, { class: 'title' })),
  ];
  let y = 31 + titles.length * 22 - 3;
  parts.push(text(titleX, y, factsOf(report), { class: 'small muted', room: width - titleX - MARGIN }));
  const troubles = report.pieces.filter((piece) => piece.outcome !== 'held');
  if (troubles.length === 0) {
    parts.push(text(titleX, y + 17, conclusionOf(report), { class: 'small held bold', room: width - titleX - MARGIN }));
    return { markup: parts.join('\n'), bottom: y + 26 };
  }
  y += 12;
  for (const group of groupByLabel(troubles.slice(0, PIECES))) {
    const panel = renderPanel(group, report, { top: y, width });
    parts.push(panel.markup);
    y = panel.bottom + 6;
  }
  if (troubles.length > PIECES) {
    parts.push(text(MARGIN + 14, y + 8, `… and ${troubles.length - PIECES} more`, { class: 'muted' }));
    y += 14;
  }
  return { markup: parts.join('\n'), bottom: y + 2 };
}

/** Clauses of one entry of the scenario file, told together. */
type Group = readonly [ReportPiece, ...ReportPiece[]];

function groupByLabel(pieces: readonly ReportPiece[]): readonly Group[] {
  const groups: [ReportPiece, ...ReportPiece[]][] = [];
  for (const piece of pieces) {
    const group = groups.at(-1);
    if (group?.[0].label === piece.label && group[0].outcome === piece.outcome) group.push(piece);
    else groups.push([piece]);
  }
  return groups;
}

interface Row {
  readonly name: string;
  readonly content: string;
  readonly look: string;
}

function renderPanel(
  group: Group,
  report: RunReport,
  { top, width }: { readonly top: number; readonly width: number },
): Block {
  const [first] = group;
  const x = MARGIN + 14;
  const room = width - x - MARGIN - 10;
  const rows = group.flatMap((piece) => rowsOf(piece, room - NAME_WIDTH));
  const height = 25 + rows.length * ROW;
  const head =
    group.length > 1 || first.clause === '' || first.label.includes(first.clause)
      ? first.label
      : `${first.label}: ${first.clause}`;
  const place = first.span.file === report.file ? `line ${first.span.line}` : `${first.span.file}:${first.span.line}`;
  const markup = [
    element('rect', {
      x: MARGIN,
      y: top,
      width: width - 2 * MARGIN,
      height,
      rx: 5,
      class: first.outcome === 'broken' ? 'wash' : 'panel',
    }),
    element('rect', { x: MARGIN, y: top, width: 4, height, rx: 2, class: first.outcome }),
    text(x, top + 17, head, { class: 'head bold', room: room - 200 }),
    text(width - MARGIN - 10, top + 17, place, { class: 'small muted', anchor: 'end', room: 190 }),
    ...rows.map(({ name, content, look }, index) => {
      const y = top + 34 + index * ROW;
      return (
        text(x, y, name, { class: 'head muted' }) +
        text(x + NAME_WIDTH, y, content, { class: look, room: room - NAME_WIDTH })
      );
    }),
  ];
  return { markup: markup.join('\n'), bottom: top + height };
}

function rowsOf(piece: ReportPiece, room: number): readonly Row[] {
  const rows = (name: string, content: string, look: string): readonly Row[] =>
    wrap(content, room, { class: look, lines: 2 }).map((line, index) => ({
      name: index === 0 ? name : '',
      content: line,
      look,
    }));
  const source = piece.sourceLine.trim();
  return [
    ...rows('expected', piece.expected, 'head held'),
    ...rows('actual', piece.actual, `head bold ${piece.outcome}`),
    ...(piece.hint === undefined ? [] : rows('hint', piece.hint, 'head')),
    ...(source === '' ? [] : [{ name: '', content: `${piece.span.line} │ ${source}`, look: 'yaml muted' }]),
  ];
}

function factsOf({ file, line, durationUs, proves, attempts, params }: RunReport): string {
  const values = Object.entries(params).map(([name, value]) => `${name} ${String(value)}`);
  return [
    `${file}:${line}`,
    formatDurationUs(durationUs),
    ...(proves === undefined ? [] : [`proves ${proves}`]),
    ...(values.length === 0 ? [] : [values.join(', ')]),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
  ].join('  ·  ');
}

function conclusionOf({ pieces, outcome, reason }: RunReport): string {
  if (outcome === 'unsupported') return reason ?? 'unsupported here';
  const receipts = pieces.filter(({ subject }) => subject === 'receipt').length;
  const expectations = pieces.filter(({ subject }) => subject === 'expectation').length;
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return [
    expectations === 0 ? '✓ every step was done' : `✓ ${count(expectations, 'expectation')} held`,
    ...(receipts === 0 ? [] : [`${count(receipts, 'fault')} left ${receipts === 1 ? 'its' : 'their'} receipt`]),
  ].join('  ·  ');
}
