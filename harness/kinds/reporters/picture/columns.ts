// Who stands where: time and steps at the left, then each program after those that connect to it, its links just before it.
//
//   time  steps │ client's calls ┃  wire  ┃ server's calls

import type { ProgramLane } from '../run-report.js';
import type { DrawnLink } from './digest-link.js';

export interface ProgramColumn {
  readonly lane: ProgramLane;
  /** Of the lifeline. */
  readonly x: number;
  /** Labels stand left (-1) or right (1) of the lifeline. */
  readonly side: -1 | 1;
  readonly width: number;
}

export interface LinkColumn {
  readonly link: DrawnLink;
  /** The client's edge and the server's edge. */
  readonly left: number;
  readonly right: number;
  /** A program that connects stands just left of it. */
  readonly isBesideClient: boolean;
}

export interface Columns {
  readonly programs: readonly ProgramColumn[];
  readonly links: readonly LinkColumn[];
  readonly width: number;
}

export const MARGIN = 14;
export const TIME_X = 72;
export const STEPS_X = 84;
export const STEPS_WIDTH = 112;

const LEAST_WIDTH = 940;
const PROGRAM = 236;
const WIRE = 200;
const DIRECT = 70;
const GAP = 16;

export function arrange(lanes: readonly ProgramLane[], links: readonly DrawnLink[]): Columns {
  const connects = new Set(links.flatMap(({ clients }) => clients));
  const serves = new Set(links.map(({ to }) => to));
  const sequence = lanes.flatMap((lane) => [...links.filter(({ to }) => to === lane.program), lane]);
  const natural = sequence.reduce((sum, item) => sum + widthOf(item), 0);
  const start = STEPS_X + STEPS_WIDTH + GAP;
  const spare = Math.max(0, LEAST_WIDTH - MARGIN - start - natural) / Math.max(1, lanes.length);
  const programs: ProgramColumn[] = [];
  const placed: LinkColumn[] = [];
  let x = start;
  for (const item of sequence) {
    const width = widthOf(item) + ('program' in item ? spare : 0);
    if ('program' in item) {
      const side = connects.has(item.program) && !serves.has(item.program) ? -1 : 1;
      programs.push({ lane: item, side, width, x: side === -1 ? x + width : x });
    } else {
      const before = programs.at(-1);
      const isBesideClient = before !== undefined && item.clients.includes(before.lane.program) && before.x === x;
      placed.push({ link: item, left: x, right: x + width, isBesideClient });
    }
    x += width;
  }
  return { programs, links: placed, width: Math.max(LEAST_WIDTH, x + MARGIN) };
}

const widthOf = (item: ProgramLane | DrawnLink): number =>
  'program' in item ? PROGRAM : item.via === 'direct' ? DIRECT : WIRE;
