// A run's strip of calls as a small picture: a line for each program, the time from left to right, faults behind.

import type { Strip } from '../overview.js';
import { html, NOTHING, type Markup } from './markup.js';

const ROW = 8;
const BAR = 6;
const CELL = 2;

const LOOKS: Readonly<Record<string, string>> = { '-': 'life', '|': 'call', '=': 'blocked', '!': 'raised' };

export function stripSvg({ lanes, faults }: Strip): Markup {
  const width = faults.length * CELL;
  const height = Math.max(1, lanes.length) * ROW;
  const told = lanes.map(({ program, cells }) => `${program}: ${tellLane(cells)}`).join('; ');
  return html(
    'svg',
    {
      class: 'strip',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': `calls: ${told || 'none'}`,
    },
    stretchesOf(faults).map(({ from, length, cell }) =>
      cell === '#' ? html('rect', { x: from * CELL, y: 0, width: length * CELL, height, class: 'fault' }) : NOTHING,
    ),
    lanes.flatMap(({ cells }, lane) =>
      stretchesOf(cells).map(({ from, length, cell }) => {
        const thin = cell === '-';
        const y = lane * ROW + (thin ? ROW / 2 - 0.5 : (ROW - BAR) / 2);
        const look = LOOKS[cell];
        if (look === undefined) return NOTHING;
        return html('rect', { x: from * CELL, y, width: length * CELL, height: thin ? 1 : BAR, class: look });
      }),
    ),
  );
}

interface Stretch {
  readonly from: number;
  readonly length: number;
  readonly cell: string;
}

/** Cells of one kind that lie beside each other. */
function stretchesOf(cells: string): readonly Stretch[] {
  return [...cells.matchAll(/(.)\1*/g)].map((match) => ({
    from: match.index,
    length: match[0].length,
    cell: match[1] ?? ' ',
  }));
}

function tellLane(cells: string): string {
  const percent = (cell: string): number =>
    Math.round(((cells.split(cell).length - 1) / Math.max(1, cells.trim().length)) * 100);
  const raised = cells.includes('!') ? ', a call raised' : '';
  return `waits in calls ${percent('=')} % of its time${raised}`;
}
