// Beside a program's calls: what befell it, how it ended, the lines that it wrote.

import { proofOf, type ItemOf } from '../item.js';
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

/** The lines that it wrote. Of those that came in one go the last one is told: of a traceback it says why. */
export function paintOutput(frame: Frame, box: LaneBox, lane: ProgramLane): void {
  const { scale } = frame;
  const { output } = box.zones;
  if (output.height === 0) return;
  const [first, end] = lane.output.window(scale.fromUs, scale.untilUs);
  const groups: Lines[] = [];
  for (let index = first; index < end; index += 1) {
    const item = lane.output.all[index];
    if (item === undefined) continue;
    const x = scale.x(item.fromUs);
    const before = groups.at(-1);
    if (before !== undefined && x - before.x < TOGETHER)
      groups[groups.length - 1] = { ...before, item, count: before.count + 1 };
    else groups.push({ item, x, count: 1 });
  }
  let free = -Infinity;
  for (const [index, lines] of groups.entries()) {
    const next = groups[index + 1]?.x ?? Infinity;
    free = paintLines(frame, lines, { y: output.top + ROW / 2 + 1, free, next });
  }
}

interface Lines {
  /** The last one. */
  readonly item: ItemOf<'output'>;
  readonly x: number;
  readonly count: number;
}

interface Room {
  readonly y: number;
  /** Where the text before ends. */
  readonly free: number;
  /** Where the next mark is. */
  readonly next: number;
}

const TOGETHER = 3;
const WIDEST = 360;
const LEAST = 24;

/** Returns where its text ends. */
function paintLines(frame: Frame, { item, x, count }: Lines, { y, free, next }: Room): number {
  const { scale, theme, pen } = frame;
  const { stream, text } = item.source;
  const proves = proofOf(item, frame.model.proofs) !== undefined;
  const colour = frame.isSelected(item)
    ? theme.accent
    : proves
      ? theme.broken
      : stream === 'stderr'
        ? theme.raised
        : theme.muted;
  const shown = count === 1 ? text : `${text} (+${count - 1} lines)`;
  const wanted = Math.min(pen.width(shown, 'mono'), WIDEST) + 8;
  // Before its mark where there is more room.
  const after = Math.min(next, scale.right) - x - 8;
  const ahead = x - Math.max(free, scale.left) - 8;
  const ends = after < wanted && next > scale.right && ahead > after;
  const room = Math.min(ends ? ahead : after, WIDEST);
  let width = 0;
  pen.faintly(frame.isFaint(item) ? 0.2 : 1, () => {
    pen.fill(x - 1, y - 5, { width: 2, height: 10 }, colour);
    if (room < LEAST) return;
    const at = { x: ends ? x - 4 : x + 4, y };
    width = pen.write(shown, at, { colour, font: 'mono', room, align: ends ? 'right' : 'left' });
  });
  frame.box(item, ends ? x - width - 4 : x - 2, y - 6, { width: width + 6, height: 12, more: count - 1 });
  return ends ? x : x + width + 8;
}
