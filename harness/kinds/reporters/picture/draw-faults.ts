// What was done: a band over the link (or along the program) from injection to healing, with its receipt.

import type { LinkColumn, ProgramColumn } from './columns.js';
import { keyOf } from './draw-link.js';
import { bolt, columnKey, labelX } from './program-labels.js';
import type { Scene } from './scene.js';
import { element, text, wrap } from './svg.js';
import type { FaultBand } from '../run-report.js';

const LINE = 12;
const NEAR_US = 500_000;

export function addFaults(scene: Scene, faults: readonly FaultBand[]): void {
  const live: FaultBand[] = [];
  for (const fault of faults.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const depth = live.filter((other) => other.untilUs > fault.fromUs && other.link === fault.link).length;
    live.push(fault);
    const link = scene.columns.links.find((column) => column.link.link === fault.link);
    const program = scene.columns.programs.find((column) => column.lane.program === fault.program);
    if (link !== undefined) addLinkBand(scene, link, { fault, depth: Math.min(depth, 4) });
    else if (program !== undefined) addProgramBand(scene, program, fault);
  }
}

function addLinkBand(scene: Scene, column: LinkColumn, { fault, depth }: { fault: FaultBand; depth: number }): void {
  const inset = 5 + depth * 6;
  const room = column.right - column.left - 2 * inset - 14;
  const lines = bandLines(fault, room);
  const key = keyOf(column);
  const start = scene.axis.at(fault.fromUs, key, { above: 8, below: 8 + lines.length * LINE, tick: 2 });
  const end = scene.axis.at(fault.untilUs, key, { below: 4, tick: 1 });
  const x = column.left + inset;
  scene.draw('bands', () => {
    const height = Math.max(8 + lines.length * LINE, end.y - start.y);
    return element('rect', {
      x,
      y: start.y,
      width: column.right - column.left - 2 * inset,
      height,
      rx: 4,
      class: 'fault',
    });
  });
  scene.draw('labels', () =>
    lines
      .map(({ content, look }, index) =>
        text(x + 7, start.y + 13 + index * LINE, content, { class: `small ${look}`, room }),
      )
      .join(''),
  );
}

interface BandLine {
  readonly content: string;
  readonly look: string;
}

function bandLines({ name, text: what, receipt }: FaultBand, room: number): readonly BandLine[] {
  const lines = (content: string, look: string): BandLine[] =>
    wrap(content, room, { class: `small ${look}`, lines: 2 }).map((line) => ({ content: line, look }));
  return [
    ...lines(name, 'bold fault-text').slice(0, 1),
    ...(what === name ? [] : lines(what, 'fault-text')),
    ...(receipt === undefined
      ? []
      : receipt.left
        ? lines(`✓ ${receipt.explanation}`, 'held')
        : lines(`? no receipt: ${receipt.explanation}`, 'bold inconclusive')),
  ];
}

/** Over at once (a KILL): a mark. Lasting (a STOP): a band along the life line. */
function addProgramBand(scene: Scene, column: ProgramColumn, fault: FaultBand): void {
  if (isToldByMark(column, fault)) return;
  const key = columnKey(column);
  const room = column.width - 40;
  const lines = bandLines(fault, room);
  const start = scene.axis.at(fault.fromUs, key, { above: 7, below: lines.length * LINE, tick: 2 });
  const end = fault.untilUs > fault.fromUs ? scene.axis.at(fault.untilUs, key, { tick: 1 }) : start;
  scene.draw('bands', () =>
    end === start
      ? ''
      : element('rect', { x: column.x - 9, y: start.y, width: 18, height: end.y - start.y, rx: 4, class: 'fault' }),
  );
  scene.draw('labels', () => {
    const anchor = column.side === -1 ? 'end' : 'start';
    const x = labelX(column);
    return (
      bolt(column.x, start.y) +
      lines
        .map(({ content, look }, index) =>
          text(x, start.y + 4 + index * LINE, content, { class: `small halo ${look}`, anchor, room }),
        )
        .join('')
    );
  });
}

/** A signal that was sent and took effect stands in the lane already, at the moment it was sent. */
const isToldByMark = ({ lane }: ProgramColumn, { fault, fromUs, untilUs, receipt }: FaultBand): boolean =>
  fault === 'signal' &&
  fromUs === untilUs &&
  receipt?.left !== false &&
  lane.marks.some(({ kind, atUs }) => kind === 'signal' && Math.abs(atUs - fromUs) < NEAR_US);
