// What was done: over a link (or along a program) a band from injection to healing, with a strip that says what it is and
// whether it left its receipt.

import { barY } from './paint-program.js';
import type { ItemOf } from '../item.js';
import { STRIP, type LaneBox } from '../layout.js';
import type { Frame } from './frame.js';

/** What is longer is cut, rather than begun far from its band. */
const LONG = 360;
const LONGEST_SHARE = 0.55;

/** The ground under everything that the fault touches. */
export function paintFaultBands(frame: Frame, box: LaneBox): void {
  const { pen, theme, scale } = frame;
  for (const fault of box.lane.faults) {
    if (frame.isOutside(fault)) continue;
    const x = Math.max(scale.x(fault.fromUs), scale.left - 20);
    const until = Math.min(scale.x(fault.untilUs), scale.right + 20);
    if (until <= x) continue;
    const { top, height } = bandOf(box);
    pen.faintly(frame.isFaint(fault) ? 0.3 : 1, () => {
      pen.fill(x, top, { width: until - x, height }, theme.fault);
      pen.fill(x, top, { width: 1.5, height }, theme['fault-line']);
      pen.fill(until - 1.5, top, { width: 1.5, height }, theme['fault-line']);
    });
    frame.box(fault, x, top, { width: until - x, height });
  }
}

function bandOf(box: LaneBox): { readonly top: number; readonly height: number } {
  if (box.lane.kind !== 'program') return { top: box.top + 2, height: box.height - 4 };
  const { calls, faults } = box.zones;
  const top = Math.min(calls.top, faults.top);
  return { top, height: Math.max(calls.top + calls.height, faults.top + faults.height) - top };
}

export function paintFaultStrips(frame: Frame, box: LaneBox): void {
  const { faults } = box.zones;
  const rows = Math.round(faults.height / STRIP);
  for (const [index, fault] of box.lane.faults.entries()) {
    if (rows > 0) paintStrip(frame, box, { fault, y: faults.top + (index % rows) * STRIP });
  }
}

function paintStrip(
  frame: Frame,
  box: LaneBox,
  { fault, y }: { readonly fault: ItemOf<'fault'>; readonly y: number },
): void {
  if (frame.isOutside(fault)) return;
  const { pen, theme, scale } = frame;
  const from = scale.x(fault.fromUs);
  const { receipt } = fault.source;
  const first = `⚡ ${toldOf(fault)}`;
  const then = receipt === undefined ? '' : `${receipt.left ? '✓' : '? no receipt:'} ${receipt.explanation}`;
  const width = pen.width(first, 'bold') + pen.width(then) + 24;
  const longest = Math.max(LONG, (scale.right - scale.left) * LONGEST_SHARE);
  const x = Math.max(scale.left, Math.min(from, scale.right - Math.min(width, longest))) + 6;
  const colour = theme['fault-ink'];
  pen.faintly(frame.isFaint(fault) ? 0.3 : 1, () => {
    if (fault.untilUs === fault.fromUs) paintBolt(frame, box, from);
    const middle = y + STRIP / 2;
    const room = scale.right - x - 4;
    const used = pen.write(first, { x, y: middle }, { colour, font: 'bold', halo: theme.fault, room });
    if (receipt === undefined || room - used < 40) return;
    pen.write(
      then,
      { x: x + used + 12, y: middle },
      {
        colour: receipt.left ? theme.held : theme.doubt,
        font: receipt.left ? 'plain' : 'bold',
        halo: theme.fault,
        room: room - used - 12,
      },
    );
  });
  frame.box(fault, x - 6, y, { width: Math.min(420, scale.right - x), height: STRIP });
  if (frame.isSelected(fault)) {
    pen.stroke(
      [
        { x: Math.max(from, scale.left), y: y + STRIP },
        { x: scale.x(fault.untilUs), y: y + STRIP },
      ],
      theme.accent,
      {
        width: 2,
      },
    );
  }
}

/** A name that the author gave says more than the toxic's own words. */
function toldOf({ source: { name, text } }: ItemOf<'fault'>): string {
  return text.includes(name) || /_(up|down)stream$|^signal |^link down /.test(name) ? text : `${name}: ${text}`;
}

/** Over at once: a signal. */
function paintBolt(frame: Frame, box: LaneBox, x: number): void {
  const { pen, theme } = frame;
  const y = box.lane.kind === 'program' ? barY(box, box.lane.faces, 0) : box.top + box.height / 2;
  pen.polygon(
    [
      { x: x + 2, y: y - 11 },
      { x: x - 5, y: y + 2 },
      { x: x - 0.5, y: y + 2 },
      { x: x - 2, y: y + 11 },
      { x: x + 5, y: y - 2 },
      { x: x + 0.5, y: y - 2 },
    ],
    theme['fault-line'],
  );
}
