// A program: its life as a line, on it a bar for each socket call. A call that waits is hatched, one that raised is violet, one
// that never came back has no end.

import { isWaiting, endLabel, shortLabel, startLabel } from '../../kinds/reporters/picture/call-label.js';
import type { CallBar } from '../../kinds/reporters/timeline.js';
import { proofOf, type ItemOf } from '../item.js';
import { BAR, type LaneBox } from '../layout.js';
import type { ProgramLane } from '../lanes.js';
import type { Frame } from './frame.js';
import { paintLabels, wantLabel, type WantedLabel } from './paint-labels.js';
import { markLabels, paintOutput } from './paint-marks.js';

const NARROW = 2.5;
const HOLDS_TEXT = 26;
const EDGE = 60;
/** So many calls in one place are named one by one. */
const FEW = 9;

export function paintProgram(frame: Frame, box: LaneBox, lane: ProgramLane): void {
  paintLives(frame, box, lane);
  const bars = paintCalls(frame, box, lane);
  const wanted = [...bars.flatMap((bar) => labelOf(frame, bar)), ...markLabels(frame, box, lane)];
  const { labels, calls } = box.zones;
  const edge = lane.faces === 'down' ? calls.top : calls.top + calls.height;
  const homeless = paintLabels(frame, wanted, { zone: labels, faces: lane.faces, edge });
  for (const bar of bars) if (homeless.has(bar.item) && bar.count === 1) paintInside(frame, bar);
  paintOutput(frame, box, lane);
}

/** The middle of the row in which a call of this depth is drawn. */
export function barY({ zones: { calls } }: LaneBox, faces: ProgramLane['faces'], depth: number): number {
  const from = depth * (BAR + 2) + BAR / 2 + 1;
  return faces === 'down' ? calls.top + calls.height - from : calls.top + from;
}

function paintLives(frame: Frame, box: LaneBox, lane: ProgramLane): void {
  const { pen, scale, theme } = frame;
  const y = barY(box, lane.faces, 0);
  for (const item of lane.lives) {
    if (frame.isOutside(item)) continue;
    const from = scale.x(item.fromUs);
    const until = scale.x(item.untilUs);
    pen.faintly(frame.isFaint(item) ? 0.25 : 1, () => {
      pen.fill(from, y - 1.5, { width: Math.max(1, until - from), height: 3 }, theme.life);
      pen.fill(from - 1, y - 6, { width: 2, height: 12 }, theme.life);
      if (item.source.exited) pen.fill(until - 1, y - 8, { width: 2.5, height: 16 }, theme.ink);
    });
    frame.box(item, from, y - 4, { width: until - from, height: 8 });
  }
}

interface Bar {
  readonly item: ItemOf<'call'>;
  /** All that it stands for, if they are few. */
  readonly items: readonly ItemOf<'call'>[];
  readonly x: number;
  readonly width: number;
  readonly y: number;
  /** How many calls it stands for. */
  readonly count: number;
}

/** Neighbours that are too narrow to be told apart become one bar, but never one that proves something. */
function paintCalls(frame: Frame, box: LaneBox, lane: ProgramLane): readonly Bar[] {
  const { scale, model } = frame;
  const [first, end] = lane.calls.window(scale.fromUs, scale.untilUs);
  const pending: (Bar | undefined)[] = [];
  const bars: Bar[] = [];
  const proofs: Bar[] = [];
  for (let index = first; index < end; index += 1) {
    const item = lane.calls.all[index];
    if (item === undefined || item.untilUs < scale.fromUs) continue;
    const depth = lane.depths[index] ?? 0;
    const x = Math.max(scale.x(item.fromUs), scale.left - EDGE);
    const width = Math.max(1, Math.min(scale.x(item.untilUs), scale.right + EDGE) - x);
    const bar = { item, items: [item], x, width, y: barY(box, lane.faces, depth), count: 1 };
    if (proofOf(item, model.proofs) !== undefined || frame.isSelected(item)) {
      proofs.push(bar);
      continue;
    }
    const before = pending[depth];
    if (
      before !== undefined &&
      width < NARROW &&
      before.width < NARROW * before.count &&
      x - before.x - before.width < 1
    ) {
      const worse = before.item.source.state === 'ok' ? item : before.item;
      const items = before.count < FEW ? [...before.items, item] : before.items;
      pending[depth] = { ...before, item: worse, items, width: x + width - before.x, count: before.count + 1 };
    } else {
      if (before !== undefined) bars.push(before);
      pending[depth] = bar;
    }
  }
  const all = [...bars, ...pending.filter((bar) => bar !== undefined), ...proofs];
  for (const bar of all) paintBar(frame, bar);
  return all;
}

function paintBar(frame: Frame, { item, x, y, width, count }: Bar): void {
  const { pen, theme, model } = frame;
  const { state } = item.source;
  const top = y - BAR / 2;
  const wide = Math.max(width, 2);
  const waits = count === 1 && isWaiting(item.source);
  pen.faintly(frame.isFaint(item) ? 0.15 : 1, () => {
    pen.rounded(x, top, { width: wide, height: BAR, radius: Math.min(3, wide / 2) });
    const raised = state === 'raised';
    pen.ctx.fillStyle = waits
      ? pen.hatch(raised ? theme.raised : theme['blocked-line'], raised ? theme['raised-soft'] : theme.blocked)
      : raised
        ? theme.raised
        : theme.call;
    pen.ctx.fill();
    if (waits) {
      pen.ctx.strokeStyle = raised ? theme.raised : theme['blocked-line'];
      pen.ctx.lineWidth = 1.2;
      if (state === 'open') pen.ctx.setLineDash([5, 3]);
      pen.ctx.stroke();
      pen.ctx.setLineDash([]);
    }
    const proof = proofOf(item, model.proofs);
    if (frame.isSelected(item) || proof !== undefined) {
      pen.rounded(x - 1.5, top - 1.5, { width: wide + 3, height: BAR + 3, radius: 4 });
      pen.ctx.strokeStyle = frame.isSelected(item) ? theme.accent : proof === 'broken' ? theme.broken : theme.doubt;
      pen.ctx.lineWidth = frame.isSelected(item) ? 2.5 : 1.5;
      pen.ctx.stroke();
    }
  });
  frame.box(item, x, top, { width, height: BAR, more: count - 1 });
}

/** What is written in the bar if there is room for all of it; else a label beside it. */
function labelOf(frame: Frame, bar: Bar): readonly WantedLabel[] {
  const { item, x, width, count } = bar;
  const inside = insideOf(frame, bar);
  if (count === 1 && inside.room >= HOLDS_TEXT && frame.pen.width(inside.text, 'mono') <= inside.room) {
    paintInside(frame, bar);
    return [];
  }
  // Its beginning is not in the picture: no label could be tied to it.
  if (x < frame.scale.left) return count === 1 && width >= HOLDS_TEXT ? (paintInside(frame, bar), []) : [];
  if (count > FEW) {
    return [
      wantLabel(frame, { item, x, text: `${count} calls`, colour: frame.theme.muted, font: 'mono', priority: 5 }),
    ];
  }
  return bar.items.map((each) => {
    const text = isWaiting(each.source) ? textInside(each.source) : shortLabel(each.source);
    const colour = each.source.state === 'raised' ? frame.theme.raised : frame.theme.ink;
    const at = Math.max(frame.scale.x(each.fromUs), x);
    return wantLabel(frame, { item: each, x: at, text, colour, font: 'mono', priority: priorityOf(frame, each) });
  });
}

function priorityOf(frame: Frame, item: ItemOf<'call'>): number {
  if (frame.isFaint(item)) return 9;
  if (frame.isSelected(item) || proofOf(item, frame.model.proofs) !== undefined) return 0;
  return item.source.state === 'ok' ? (isWaiting(item.source) ? 2 : 3) : 1;
}

function insideOf(
  frame: Frame,
  { item, x, width }: Bar,
): { readonly text: string; readonly room: number; readonly x: number } {
  const start = Math.max(x, frame.scale.left) + 5;
  const room = Math.min(x + width, frame.scale.right) - start - 3;
  return { text: textInside(item.source), room, x: start };
}

const textInside = (call: CallBar): string =>
  isWaiting(call) ? `${startLabel(call)} ${endLabel(call)}` : shortLabel(call);

function paintInside(frame: Frame, bar: Bar): void {
  const { text, room, x } = insideOf(frame, bar);
  const { theme, pen } = frame;
  if (room < HOLDS_TEXT) return;
  const waits = isWaiting(bar.item.source);
  const colour = waits ? theme.ink : theme['call-ink'];
  const halo = waits ? (bar.item.source.state === 'raised' ? theme['raised-soft'] : theme.blocked) : undefined;
  pen.faintly(frame.isFaint(bar.item) ? 0.2 : 1, () => {
    pen.write(text, { x, y: bar.y + 0.5 }, { colour, room, font: 'mono', ...(halo === undefined ? {} : { halo }) });
  });
}
