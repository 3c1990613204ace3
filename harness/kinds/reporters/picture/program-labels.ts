// Where the labels of a program stand: beside its bar and brackets, on the side away from the wire.

import type { ProgramColumn } from './columns.js';
import { element, pathData, text } from './svg.js';

export const columnKey = (column: ProgramColumn): string => `program ${column.lane.program}`;

export const labelX = (column: ProgramColumn): number => column.x + column.side * 34;

/** Pixels that a label may take. */
export const roomOf = (column: ProgramColumn): number => column.width - 38;

export function label(column: ProgramColumn, y: number, content: string, look: string): string {
  const anchor = column.side === -1 ? 'end' : 'start';
  return text(labelX(column), y + 4, content, { class: `${look} halo`, anchor, room: roomOf(column) });
}

/** A stroke of lightning on the life line: something was done to the program. */
export function bolt(x: number, y: number): string {
  const d = pathData(
    'M',
    x + 2,
    y - 8,
    'L',
    x - 4,
    y + 1,
    'L',
    x,
    y + 1,
    'L',
    x - 2,
    y + 8,
    'L',
    x + 4,
    y - 1,
    'L',
    x,
    y - 1,
    'Z',
  );
  return element('path', { d, class: 'fault' });
}
