// Where a piece stands in its scenario file: the YAML lines with their numbers, and a caret.

import type { ReportPiece } from './run-report.js';
import { clipText, displayWidth, visibleText } from './visible-text.js';

const WIDTH = 120;

/** `file:line:col` */
export const placeOf = ({ span }: Pick<ReportPiece, 'span'>): string =>
  `${visibleText(span.file, 500)}:${span.line}:${span.column}`;

/**
 *   --> scenarios/recv.scenario.yaml:22:5
 *    21 |   - call: { by: client, name: recv }
 *    22 |     takes: { at-most: 600ms }
 *       |     ^^^^^
 */
export function renderFrame(piece: ReportPiece): readonly string[] {
  const place = `--> ${placeOf(piece)}`;
  const last = piece.frame.at(-1);
  if (last === undefined) return [place];
  const gutter = String(last.line).length + 1;
  const row = (head: string, text: string): string => `${head.padStart(gutter)} | ${text}`.trimEnd();
  const { text, before, width } = focus(last.text, piece.span.column - 1, piece.span.length);
  return [
    place,
    ...piece.frame.slice(0, -1).map((line) => row(String(line.line), clipText(visibleText(line.text), WIDTH))),
    row(String(last.line), text),
    row('', `${' '.repeat(before)}${'^'.repeat(Math.max(1, width))}`),
  ];
}

/** The line and where to underline it, moved so that what is underlined is seen in a line that is too long. */
function focus(line: string, column: number, length: number): { text: string; before: number; width: number } {
  const start = column > WIDTH - 20 ? column - 40 : 0;
  const shift = start > 0 ? '…' : '';
  const head = `${shift}${visibleText(line.slice(start, column))}`;
  const marked = visibleText(line.slice(column, column + length));
  const text = clipText(`${head}${visibleText(line.slice(column), WIDTH * 2)}`, WIDTH);
  const before = displayWidth(head);
  return { text, before, width: Math.min(displayWidth(marked), Math.max(1, WIDTH - before)) };
}
