// Beside a program's calls: what befell it, how it ended, the lines that it wrote.

import { proofOf } from '../item.js';
import { ROW, type LaneBox } from '../layout.js';
import type { ProgramLane } from '../lanes.js';
import type { Frame } from './frame.js';
import { wantLabel, type WantedLabel } from './paint-labels.js';

/** What befell the program, as dots beside its calls. */
export function markLabels(frame: Frame, box: LaneBox, lane: ProgramLane): readonly WantedLabel[] {
  const { scale, theme, pen } = frame;
  const { calls } = box.zones;
  const y = lane.faces === 'down' ? calls.top : calls.top + calls.height;
  const labels: WantedLabel[] = [];
  for (const item of lane.marks) {
    if (frame.isOutside(item)) continue;
    const x = scale.x(item.fromUs);
    const { kind } = item.source;
    const strong = kind === 'signal' || kind === 'stopped';
    const colour = strong ? theme['fault-ink'] : theme.muted;
    pen.ctx.beginPath();
    pen.ctx.arc(x, y, strong ? 4.5 : 3, 0, Math.PI * 2);
    pen.ctx.fillStyle = strong ? theme['fault-line'] : theme.muted;
    pen.ctx.fill();
    frame.box(item, x - 4, y - 6, { width: 8, height: 12 });
    const priority = frame.isSelected(item) ? 0 : strong ? 1 : kind === 'kernel' ? 6 : 4;
    labels.push(wantLabel(frame, { item, x, text: item.text, colour, font: strong ? 'bold' : 'plain', priority }));
  }
  for (const item of lane.lives) {
    const x = scale.x(item.untilUs);
    if (!item.source.exited || x < scale.left || x > scale.right) continue;
    const text = item.source.ending;
    // Whom the clean-up ended did not end by itself.
    const late = item.untilUs > (frame.model.timeline.cleanupUs ?? Infinity);
    const look = late
      ? { colour: theme.muted, font: 'plain' as const, priority: 4 }
      : { colour: theme.ink, font: 'bold' as const, priority: 1 };
    labels.push(wantLabel(frame, { item, x, text, ...look }));
  }
  return labels;
}

/** The lines that it wrote. */
export function paintOutput(frame: Frame, box: LaneBox, lane: ProgramLane): void {
  const { scale, theme, pen } = frame;
  const { output } = box.zones;
  if (output.height === 0) return;
  const y = output.top + ROW / 2 + 1;
  const [first, end] = lane.output.window(scale.fromUs, scale.untilUs);
  let lastX = -Infinity;
  for (let index = first; index < end; index += 1) {
    const item = lane.output.all[index];
    if (item === undefined) continue;
    const x = scale.x(item.fromUs);
    const proves = proofOf(item, frame.model.proofs) !== undefined || frame.isSelected(item);
    if (x - lastX < 2 && !proves) continue;
    lastX = x;
    const next = lane.output.all[index + 1];
    const room = Math.min(next === undefined ? Infinity : scale.x(next.fromUs) - x - 10, 360);
    const colour = frame.isSelected(item) ? theme.accent : item.source.stream === 'stderr' ? theme.raised : theme.muted;
    pen.faintly(frame.isFaint(item) ? 0.2 : 1, () => {
      pen.fill(x - 1, y - 5, { width: 2, height: 10 }, colour);
      const ends = scale.right - x < Math.min(room, pen.width(item.source.text, 'mono')) && next === undefined;
      const at = ends ? { x: x - 4, y } : { x: x + 4, y };
      const align = ends ? 'right' : 'left';
      const width = room < 24 ? 0 : pen.write(item.source.text, at, { colour, font: 'mono', room, align });
      frame.box(item, ends ? x - width - 4 : x - 2, y - 6, { width: width + 6, height: 12 });
    });
  }
}
