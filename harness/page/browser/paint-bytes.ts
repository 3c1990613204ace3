// What passed a connection. Bytes travel as sloped lines: their slope is the time they took, their width how they were spread; a
// broken line never arrived.

import { isTelling } from '../../kinds/reporters/story-entries.js';
import { formatDurationUs, formatSize } from '../../vocabulary/units.js';
import { proofOf, type ItemOf } from '../item.js';
import type { Wire } from '../lanes.js';
import type { Frame } from './frame.js';
import type { TextLine } from './text-line.js';

const LATE_US = 10_000;
/** More pieces than these in sight are drawn lightly, and not named. */
const DENSE = 150;

/** Where a connection is drawn. */
export interface Strip {
  /** Client's edge. */
  readonly top: number;
  /** Server's edge. */
  readonly bottom: number;
}

/** One line of text for each edge, and one between them. */
export interface Labels {
  readonly top: TextLine;
  readonly middle: TextLine;
  readonly bottom: TextLine;
}

export interface Ground {
  readonly strip: Strip;
  readonly labels: Labels;
}

interface PieceGround extends Ground {
  readonly dense?: boolean;
}

/** Those that would be drawn upon each other are drawn once. */
export function paintBytes(frame: Frame, { bytes }: Wire, ground: Ground): void {
  const { scale, pen } = frame;
  const [first, end] = bytes.window(scale.fromUs, scale.untilUs);
  const last = { upstream: '', downstream: '' };
  const dense = end - first > DENSE;
  const proofs: ItemOf<'bytes'>[] = [];
  for (let index = first; index < end; index += 1) {
    const item = bytes.all[index];
    if (item === undefined || item.untilUs < scale.fromUs) continue;
    if (frame.isSelected(item) || proofOf(item, frame.model.proofs) !== undefined) {
      proofs.push(item);
      continue;
    }
    const { stream, untilUs, untilLastUs } = item.source;
    const key = `${Math.round(scale.x(item.fromUs))} ${Math.round(scale.x(untilUs ?? -1))} ${Math.round(scale.x(untilLastUs ?? -1))}`;
    if (last[stream] === key) continue;
    last[stream] = key;
    pen.faintly(frame.isFaint(item) ? 0.12 : dense ? 0.5 : 1, () => paintPassage(frame, item, { ...ground, dense }));
  }
  for (const item of proofs) paintPassage(frame, item, ground);
  if (dense)
    for (const stream of ['upstream', 'downstream'] as const)
      writeSum(frame, bytes.all.slice(first, end), { ...ground, stream });
}

/** Too many to be told one by one. */
function writeSum(
  { theme, scale }: Frame,
  items: readonly ItemOf<'bytes'>[],
  { labels, stream }: Ground & { readonly stream: 'upstream' | 'downstream' },
): void {
  const all = items.filter(({ source }) => source.stream === stream);
  const [first] = all;
  if (first === undefined) return;
  const sizeBytes = all.reduce((sum, { source }) => sum + source.sizeBytes, 0);
  const text = `${all.length === 1 ? '' : `${all.length} pieces, `}${formatSize(sizeBytes)}`;
  const line = stream === 'upstream' ? labels.top : labels.bottom;
  line.write(text, Math.max(scale.left, scale.x(first.fromUs)) + 8, { colour: theme[stream], font: 'mono-bold' });
}

function paintPassage(frame: Frame, item: ItemOf<'bytes'>, ground: PieceGround): void {
  if (item.source.untilUs === undefined) paintLost(frame, item, ground);
  else paintArrived(frame, item, ground, item.source.untilUs);
}

function paintArrived(frame: Frame, item: ItemOf<'bytes'>, ground: PieceGround, untilUs: number): void {
  const { strip, labels, dense = false } = ground;
  const { pen, theme, scale } = frame;
  const { stream, fromUs, fromLastUs, untilLastUs = untilUs } = item.source;
  const [y1, y2] = stream === 'upstream' ? [strip.top, strip.bottom] : [strip.bottom, strip.top];
  const colour = frame.isSelected(item) ? theme.accent : theme[stream];
  const from = { x: scale.x(fromUs), y: y1 };
  const to = { x: scale.x(untilUs), y: y2 };
  const fromLast = { x: scale.x(fromLastUs), y: y1 };
  const toLast = { x: scale.x(untilLastUs), y: y2 };
  const spread = Math.max(fromLast.x - from.x, toLast.x - to.x) > 1.5;
  if (spread) pen.faintly(0.22, () => pen.polygon([from, to, toLast, fromLast], colour));
  const lineWidth = frame.isSelected(item) ? 2.6 : 1.6;
  if (spread) pen.stroke([fromLast, toLast], colour, { width: 1 });
  pen.stroke([from, to], colour, { width: lineWidth });
  pen.head(from, to, colour);
  frame.line(item, from, to);
  if (dense) return;
  writeSize(frame, item, ground);
  const heldUs = untilUs - fromUs;
  if (heldUs < LATE_US || Math.abs(to.x - from.x) < 24) return;
  const middle = { x: (from.x + to.x) / 2, y: (y1 + y2) / 2 };
  labels.middle.write(`${formatDurationUs(heldUs)} later`, middle.x + 6, { colour, font: 'bold' });
}

/** It came in and stayed in the wire until that was gone. */
function paintLost(frame: Frame, item: ItemOf<'bytes'>, { strip, labels, dense = false }: PieceGround): void {
  const { pen, theme, scale } = frame;
  const up = item.source.stream === 'upstream';
  const colour = frame.isSelected(item) ? theme.accent : theme[item.source.stream];
  const from = { x: scale.x(item.fromUs), y: up ? strip.top : strip.bottom };
  const y = (strip.top + strip.bottom) / 2 + (up ? -6 : 6);
  const bend = { x: from.x + 9, y };
  const to = { x: Math.max(bend.x, Math.min(scale.x(item.untilUs), scale.right + 20)), y };
  pen.stroke([from, bend, to], colour, { width: frame.isSelected(item) ? 2.6 : 1.6, dash: [5, 4] });
  pen.cross(to, theme.reset);
  frame.line(item, from, bend);
  frame.line(item, bend, to);
  if (dense) return;
  writeSize(frame, item, { strip, labels });
  labels.middle.write('never handed on', Math.max(bend.x, scale.left) + 6, { colour: theme.reset, font: 'bold' });
}

function writeSize(frame: Frame, item: ItemOf<'bytes'>, { labels }: Ground): void {
  const { stream, sizeBytes, preview } = item.source;
  const telling = isTelling({ preview, sizeBytes }) ? ` ${preview}` : '';
  const line = stream === 'upstream' ? labels.top : labels.bottom;
  line.write(`${formatSize(sizeBytes)}${telling}`, frame.scale.x(item.fromUs) + 6, {
    colour: frame.theme[stream],
    font: 'mono',
    room: 180,
  });
}
