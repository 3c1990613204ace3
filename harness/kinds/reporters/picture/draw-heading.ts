// The top: the verdict, the claim, and for a run that did not hold what was expected, what came, and the YAML line that says so.

import { MARGIN } from './columns.js';
import { element, text, wrap } from './svg.js';
import { placeOf } from '../frame.js';
import type { ReportPiece, RunReport } from '../run-report.js';
import { formatDurationUs } from '../../../vocabulary/units.js';

const PIECES = 3;

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
  y += 10;
  const troubles = report.pieces.filter((piece) => piece.outcome !== 'held');
  for (const piece of troubles.slice(0, PIECES)) {
    const panel = renderPiece(piece, y, width);
    parts.push(panel.markup);
    y = panel.bottom;
  }
  if (troubles.length > PIECES) {
    y += 14;
    parts.push(text(MARGIN + 12, y, `… and ${troubles.length - PIECES} more`, { class: 'muted' }));
  }
  if (troubles.length === 0) {
    y += 12;
    parts.push(text(titleX, y, heldLine(report), { class: 'small held bold', room: width - titleX - MARGIN }));
  }
  return { markup: parts.join('\n'), bottom: y + 8 };
}

function renderPiece(piece: ReportPiece, top: number, width: number): Block {
  const x = MARGIN + 14;
  const room = width - x - MARGIN - 10;
  const { label, clause } = piece;
  const head = clause === '' || label.includes(clause) ? label : `${label}: ${clause}`;
  const source = piece.sourceLine.trim();
  const rows: (readonly [string, string, string])[] = [
    ...wrap(piece.expected, room - 62, { class: 'head', lines: 2 }).map(
      (line, i) => [i === 0 ? 'expected' : '', line, 'head held'] as const,
    ),
    ...wrap(piece.actual, room - 62, { class: 'head', lines: 2 }).map(
      (line, i) => [i === 0 ? 'actual' : '', line, `head bold ${piece.outcome}`] as const,
    ),
    ...(piece.hint === undefined
      ? []
      : wrap(piece.hint, room - 62, { class: 'head', lines: 2 }).map(
          (line, i) => [i === 0 ? 'hint' : '', line, 'head'] as const,
        )),
    ...(source === '' ? [] : ([['', `${piece.span.line} │ ${source}`, 'yaml muted']] as const)),
  ];
  const height = 25 + rows.length * 16;
  const y = top + 6;
  const markup = [
    element('rect', {
      x: MARGIN,
      y,
      width: width - 2 * MARGIN,
      height,
      rx: 5,
      class: piece.outcome === 'broken' ? 'wash' : 'panel',
    }),
    element('rect', { x: MARGIN, y, width: 4, height, rx: 2, class: piece.outcome }),
    text(x, y + 17, head, { class: 'head bold', room: room - 260 }),
    text(width - MARGIN - 10, y + 17, placeOf(piece), { class: 'small muted', anchor: 'end', room: 250 }),
    ...rows.map(([name, content, look], index) => {
      const rowY = y + 34 + index * 16;
      return (
        text(x, rowY, name, { class: 'head muted' }) + text(x + 62, rowY, content, { class: look, room: room - 62 })
      );
    }),
  ];
  return { markup: markup.join('\n'), bottom: y + height };
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

function heldLine({ pieces, outcome, reason }: RunReport): string {
  if (outcome === 'unsupported') return reason ?? 'unsupported here';
  const receipts = pieces.filter(({ subject }) => subject === 'receipt').length;
  const expectations = pieces.filter(({ subject }) => subject === 'expectation').length;
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return [
    `✓ ${count(expectations, 'expectation')} held`,
    ...(receipts === 0 ? [] : [`${count(receipts, 'fault')} left ${receipts === 1 ? 'its' : 'their'} receipt`]),
  ].join('  ·  ');
}
