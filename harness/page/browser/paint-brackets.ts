// Verdicts on the very spans that they judge. Held ones are a thin green line with a tick. The others say what was expected and
// what came, and show the time that was allowed beside the time that it took.

import { formatDurationUs } from '../../vocabulary/units.js';
import { extentOf, type ItemOf } from '../item.js';
import { BRACKET, ROW, type LaneBox } from '../layout.js';
import type { Frame } from './frame.js';

type Verdict = ItemOf<'verdict'>;

/** A reason that is longer than this share of the picture is cut, rather than begun far from its bracket. */
const LONGEST_REASON = 0.7;

export function paintBrackets(frame: Frame, box: LaneBox): void {
  const { lane } = box;
  for (const verdict of lane.brackets) {
    if (verdict.source.piece.outcome === 'held' && !frame.isOutside(verdict)) paintHeld(frame, box, verdict);
  }
  const others = lane.brackets.filter(({ source }) => source.piece.outcome !== 'held');
  const rows = Math.max(1, Math.round(box.zones.brackets.height / BRACKET));
  for (const [index, verdict] of others.entries()) {
    // The last row is for all that are too many: the first of them is on top.
    const row = Math.min(index, rows - 1);
    if (!frame.isOutside(extentOf(verdict))) paintOther(frame, verdict, { box, row });
  }
}

function paintHeld(frame: Frame, box: LaneBox, verdict: Verdict): void {
  const { held } = box.zones;
  if (held.height < 5) return;
  const { pen, theme, scale } = frame;
  const x = Math.max(scale.x(verdict.fromUs), scale.left);
  const until = Math.min(scale.x(verdict.untilUs), scale.right);
  const y = held.top + held.height / 2;
  pen.stroke(
    [
      { x, y: y + 2.5 },
      { x, y: y - 1.5 },
      { x: until, y: y - 1.5 },
      { x: until, y: y + 2.5 },
    ],
    theme.held,
    { width: 1.6 },
  );
  const { atLeastUs, atMostUs } = verdict.source.bracket;
  if (atLeastUs !== undefined || atMostUs !== undefined) {
    // The time that was allowed for the end.
    const low = scale.x(atLeastUs ?? verdict.fromUs);
    pen.fill(low, y - 3, { width: Math.max(3, scale.x(atMostUs ?? verdict.untilUs) - low), height: 4 }, theme.held);
  }
  if (until - x < 6) pen.write('✓', { x: x + 3, y }, { colour: theme.held, font: 'bold' });
  frame.box(verdict, x - 3, held.top, { width: until - x + 10, height: held.height });
}

interface Place {
  readonly box: LaneBox;
  readonly row: number;
}

function paintOther(frame: Frame, verdict: Verdict, { box, row }: Place): void {
  const { pen, theme, scale } = frame;
  const { brackets } = box.zones;
  const above = box.lane.kind === 'program' && box.lane.faces === 'down';
  const top = above ? brackets.top + brackets.height - (row + 1) * BRACKET : brackets.top + row * BRACKET;
  const y = above ? top + BRACKET - 5 : top + 5;
  const tip = above ? 5 : -5;
  const colour = verdict.source.piece.outcome === 'broken' ? theme.broken : theme.doubt;
  const from = scale.x(verdict.fromUs);
  const until = scale.x(verdict.untilUs);
  paintAllowed(frame, verdict, { box, y });
  const points = [
    { x: from, y: y + tip },
    { x: from, y },
    { x: until, y },
    { x: until, y: y + tip },
  ];
  pen.stroke(points, colour, { width: 2.2 });
  if (until - from < 3)
    pen.polygon(
      [
        { x: from - 5, y },
        { x: from + 5, y },
        { x: from, y: y + tip * 1.6 },
      ],
      colour,
    );
  const lines = above ? [top + ROW / 2, top + ROW * 1.5] : [top + 10 + ROW / 2, top + 10 + ROW * 1.5];
  writeReason(frame, verdict, lines);
  frame.box(verdict, Math.min(from, until) - 4, top, { width: Math.max(until - from, 160), height: BRACKET });
  if (frame.isSelected(verdict))
    pen.stroke(
      [
        { x: from, y },
        { x: until, y },
      ],
      theme.accent,
      { width: 4 },
    );
}

/** The time that was allowed for the end, as a green band through the call and along the bracket. */
function paintAllowed(
  frame: Frame,
  { fromUs, untilUs, source }: Verdict,
  { box, y }: { box: LaneBox; y: number },
): void {
  const { atLeastUs, atMostUs } = source.bracket;
  if (atLeastUs === undefined && atMostUs === undefined) return;
  const { pen, theme, scale } = frame;
  const low = scale.x(atLeastUs ?? fromUs);
  const high = scale.x(atMostUs ?? Math.max(untilUs, atLeastUs ?? 0) + 0.15 * (untilUs - fromUs));
  const { calls } = box.zones;
  const top = Math.min(y - 4, calls.top);
  const height = Math.max(y + 4, calls.top + calls.height) - top;
  pen.faintly(0.35, () => pen.fill(low, top, { width: Math.max(2, high - low), height }, theme['held-soft']));
  pen.fill(low, y - 4, { width: Math.max(2, high - low), height: 8 }, theme.held);
  for (const us of [atLeastUs, atMostUs]) {
    if (us !== undefined) pen.fill(scale.x(us) - 1, top, { width: 2, height }, theme.held);
  }
  const overrun = atMostUs !== undefined && untilUs > atMostUs;
  const early = atLeastUs !== undefined && untilUs < atLeastUs;
  if (early)
    pen.stroke(
      [
        { x: scale.x(untilUs), y },
        { x: low, y },
      ],
      theme.broken,
      { width: 2, dash: [4, 3] },
    );
  if (overrun) pen.fill(high, y - 2, { width: scale.x(untilUs) - high, height: 4 }, theme.broken);
}

function writeReason(frame: Frame, verdict: Verdict, [first = 0, second = 0]: readonly number[]): void {
  const { pen, theme, scale } = frame;
  const { piece } = verdict.source;
  const mark = piece.outcome === 'broken' ? '✗' : '?';
  const expected = `expected: ${piece.expected}`;
  const actual = `${mark} ${piece.actual}${missedBy(verdict)}`;
  const width = Math.max(pen.width(expected, 'plain'), pen.width(actual, 'bold'));
  // Near its bracket even if it is too long to be told whole: the panel does that.
  const longest = Math.max(440, (scale.right - scale.left) * LONGEST_REASON);
  const x = Math.max(scale.left + 4, Math.min(scale.x(verdict.fromUs), scale.right - Math.min(width, longest) - 8));
  const room = scale.right - x - 4;
  const colour = piece.outcome === 'broken' ? theme.broken : theme.doubt;
  pen.write(expected, { x, y: first }, { colour: theme.held, halo: theme.page, room });
  pen.write(actual, { x, y: second }, { colour, font: 'bold', halo: theme.page, room });
}

/** Unless the verdict says so by itself. */
function missedBy({ source: { piece } }: Verdict): string {
  if (piece.timing === undefined || /too (late|early)/.test(piece.actual)) return '';
  const { actualUs, atLeastUs, atMostUs } = piece.timing;
  if (atMostUs !== undefined && actualUs > atMostUs) return `, ${formatDurationUs(actualUs - atMostUs)} too late`;
  if (atLeastUs !== undefined && actualUs < atLeastUs) return `, ${formatDurationUs(atLeastUs - actualUs)} too early`;
  return '';
}
