// Time: the axis with its ticks, the harness's steps, the clean-up in which nothing proves anything, where the pointer is.

import { AXIS, ROW, type LaneBox } from '../layout.js';
import type { StepsLane } from '../lanes.js';
import type { Frame } from './frame.js';
import { TextLine } from './text-line.js';

export function paintGrid(frame: Frame): void {
  const { pen, theme, scale, layout } = frame;
  for (const { us } of scale.ticks(90))
    pen.fill(Math.round(scale.x(us)), AXIS, { width: 1, height: layout.height }, theme.grid);
}

/** Above the lanes, whatever has been scrolled. */
export function paintAxis(frame: Frame): void {
  const { pen, theme, scale, width } = frame;
  pen.fill(0, 0, { width, height: AXIS }, theme.page);
  pen.fill(0, AXIS - 1, { width, height: 1 }, theme.rule);
  for (const { us, text } of scale.ticks(90)) {
    const x = Math.round(scale.x(us));
    if (x < scale.left) continue;
    pen.fill(x, AXIS - 6, { width: 1, height: 6 }, theme.muted);
    pen.write(text, { x: x + 4, y: AXIS / 2 }, { colour: theme.muted, font: 'mono' });
  }
}

export function paintPointer(frame: Frame, x: number, text: string): void {
  const { pen, theme, scale, height } = frame;
  if (x < scale.left || x > scale.right) return;
  pen.fill(Math.round(x), AXIS, { width: 1, height }, theme.muted);
  const width = pen.width(text, 'mono-bold') + 10;
  const left = Math.min(Math.max(x - width / 2, scale.left), scale.right - width);
  pen.rounded(left, 3, { width, height: AXIS - 7, radius: 4 });
  pen.ctx.fillStyle = theme.ink;
  pen.ctx.fill();
  pen.write(text, { x: left + 5, y: AXIS / 2 }, { colour: theme.page, font: 'mono-bold' });
}

export function paintSteps(frame: Frame, box: LaneBox, lane: StepsLane): void {
  const { pen, theme, scale } = frame;
  const { labels, calls } = box.zones;
  const lines = [2.5, 1.5, 0.5].map((row) => new TextLine(frame, labels.top + ROW * row));
  const y = calls.top + calls.height / 2;
  for (const item of lane.steps) {
    if (frame.isOutside(item)) continue;
    const x = Math.max(scale.x(item.fromUs), scale.left);
    const width = Math.max(2, Math.min(scale.x(item.untilUs), scale.right) - x);
    const bad = item.source.outcome === 'missed' || item.source.outcome === 'failed';
    const colour = bad ? theme.broken : item.source.outcome === 'done' ? theme.step : theme.doubt;
    pen.faintly(frame.isFaint(item) ? 0.2 : 1, () => {
      pen.rounded(x, y - 3, { width, height: 6, radius: 2 });
      pen.ctx.fillStyle = colour;
      pen.faintly(0.45, () => pen.ctx.fill());
      pen.fill(x, y - 5, { width: 2, height: 10 }, colour);
      writeStep(lines, item.text, { x, colour: bad ? theme.broken : theme.ink });
    });
    frame.box(item, x, y - 6, { width, height: 12 });
    if (frame.isSelected(item))
      pen.stroke(
        [
          { x, y: y + 7 },
          { x: x + width, y: y + 7 },
        ],
        theme.accent,
        { width: 2 },
      );
  }
  for (const item of lane.troubles) {
    if (frame.isOutside(item)) continue;
    const x = scale.x(item.fromUs);
    pen.cross({ x, y }, theme.broken, 5);
    writeStep(lines, item.text, { x: x + 6, colour: theme.broken });
    frame.box(item, x - 6, y - 6, { width: 12, height: 12 });
  }
}

function writeStep(lines: readonly TextLine[], text: string, { x, colour }: { x: number; colour: string }): void {
  for (const line of lines) if (line.write(text, x, { colour, font: 'plain', room: 220 })) return;
}

/** From here on the harness ends what still lives. */
export function paintCleanup(frame: Frame): void {
  const { cleanupUs } = frame.model.timeline;
  if (cleanupUs === undefined || cleanupUs > frame.scale.untilUs) return;
  const { pen, theme, scale, layout } = frame;
  const x = Math.max(scale.x(cleanupUs), scale.left);
  pen.faintly(0.6, () =>
    pen.fill(x, AXIS, { width: scale.right - x, height: layout.height }, pen.hatch(theme.cleanup, 'transparent')),
  );
  pen.fill(x, AXIS, { width: 1.5, height: layout.height }, theme.muted);
  pen.write('clean-up', { x: x + 5, y: AXIS + 9 }, { colour: theme.muted, font: 'bold', halo: theme.page });
}

/** The record stops here, though the run did not. */
export function paintCut(frame: Frame): void {
  const { cut, durationUs } = frame.model.timeline;
  if (!cut || durationUs > frame.scale.untilUs) return;
  const { pen, theme, scale, layout } = frame;
  const x = scale.x(durationUs);
  const points = Array.from({ length: Math.ceil(layout.height / 8) }, (_, index) => ({
    x: x + (index % 2 === 0 ? -3 : 3),
    y: AXIS + index * 8,
  }));
  pen.stroke(points, theme.broken, { width: 1.5 });
  pen.write(
    'the record ends here',
    { x: x - 6, y: AXIS + 9 },
    { colour: theme.broken, font: 'bold', align: 'right', halo: theme.page },
  );
}
