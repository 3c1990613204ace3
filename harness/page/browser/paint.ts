// The whole picture, from the ground up.

import { AXIS, type LaneBox } from '../layout.js';
import type { Frame } from './frame.js';
import { paintBrackets } from './paint-brackets.js';
import { paintFaultBands, paintFaultStrips } from './paint-faults.js';
import { paintLink } from './paint-link.js';
import { paintProgram } from './paint-program.js';
import { paintAxis, paintCleanup, paintCut, paintGrid, paintPointer, paintSteps } from './paint-time.js';

export interface View {
  /** How far the lanes are scrolled. */
  readonly scrollY: number;
  readonly pointer: { readonly x: number; readonly text: string } | undefined;
}

export function paint(frame: Frame, { scrollY, pointer }: View): void {
  const { pen, theme, scale, width, height } = frame;
  pen.fill(0, 0, { width, height }, theme.page);
  pen.clipped({ x: scale.left, y: AXIS, width: scale.right - scale.left, height: height - AXIS }, () => {
    pen.ctx.translate(0, -scrollY);
    paintLanes(frame, scrollY);
  });
  pen.clipped({ x: 0, y: AXIS, width, height: height - AXIS }, () => {
    pen.ctx.translate(0, -scrollY);
    for (const box of frame.layout.boxes) paintTitle(frame, box, scrollY);
  });
  paintAxis(frame);
  if (pointer !== undefined) paintPointer(frame, pointer.x, pointer.text);
}

function paintLanes(frame: Frame, scrollY: number): void {
  const shown = frame.layout.boxes.filter(
    ({ top, height }) => top + height >= scrollY + AXIS && top <= scrollY + frame.height,
  );
  for (const box of shown) paintGround(frame, box);
  paintGrid(frame);
  paintCleanup(frame);
  for (const box of shown) paintFaultBands(frame, box);
  for (const box of shown) paintLane(frame, box);
  for (const box of shown) {
    paintFaultStrips(frame, box);
    paintBrackets(frame, box);
  }
  paintCut(frame);
}

function paintGround({ pen, theme, width }: Frame, { lane, top, height }: LaneBox): void {
  if (lane.kind === 'link') pen.fill(0, top, { width, height }, theme.panel);
  pen.fill(0, top + height - 1, { width, height: 1 }, theme.rule);
}

function paintLane(frame: Frame, box: LaneBox): void {
  const { lane } = box;
  switch (lane.kind) {
    case 'steps':
      return paintSteps(frame, box, lane);
    case 'program':
      return paintProgram(frame, box, lane);
    case 'link':
      return paintLink(frame, box, lane);
  }
}

/** Beside the lanes if there is room, else above each. */
function paintTitle(frame: Frame, { lane, top, height }: LaneBox, scrollY: number): void {
  const { pen, theme, scale, model } = frame;
  const beside = scale.left > 0;
  if (beside) {
    pen.fill(0, top, { width: scale.left, height }, lane.kind === 'link' ? theme.panel : theme.page);
    pen.fill(scale.left - 1, top, { width: 1, height }, theme.rule);
    pen.fill(0, top + height - 1, { width: scale.left, height: 1 }, theme.rule);
  }
  const room = beside ? scale.left - 18 : 200;
  // In the middle of what is in sight of the lane.
  const seenTop = Math.max(top, scrollY + AXIS);
  const seenBottom = Math.min(top + height, scrollY + frame.height);
  const middle = beside ? (seenTop + seenBottom) / 2 : top + 9;
  const address = model.data.addresses[lane.name];
  const title = lane.kind === 'steps' ? 'steps' : lane.name;
  const below =
    lane.kind === 'steps'
      ? ''
      : lane.kind === 'link' && lane.link.via === 'direct'
        ? 'direct'
        : address === undefined
          ? ''
          : `:${address.port}`;
  const x = beside ? 10 : 5;
  const y = beside && below !== '' ? middle - 7 : middle;
  const halo = beside ? {} : { halo: theme.page };
  const used = pen.write(title, { x, y }, { colour: theme.ink, font: 'title', room, ...halo });
  if (below === '') return;
  const role = lane.kind === 'link' && lane.link.via === 'toxiproxy' ? `Toxiproxy ${below}` : below;
  const at = beside ? { x, y: middle + 8 } : { x: x + used + 8, y };
  pen.write(role, at, { colour: theme.muted, font: 'mono', room, ...halo });
}
