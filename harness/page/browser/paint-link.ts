// A link: each connection as a strip between the client's edge and the server's, with its opening, its bytes and its ends.

import type { ItemOf } from '../item.js';
import { wireRowHeight, type LaneBox } from '../layout.js';
import type { LinkLane, Wire } from '../lanes.js';
import type { Frame, Point } from './frame.js';
import { paintBytes, type Ground, type Strip } from './paint-bytes.js';
import { TextLine } from './text-line.js';

const INSET = 5;

export function paintLink(frame: Frame, box: LaneBox, lane: LinkLane): void {
  const { pen, theme, scale } = frame;
  const { wires } = box.zones;
  const each = wireRowHeight(lane.rows.length);
  if (lane.rows.length === 0) {
    const text =
      lane.link.via === 'direct'
        ? 'direct: nothing stands in between that could see the wire'
        : 'no connection was opened';
    pen.write(text, { x: scale.left + 8, y: wires.top + 13 }, { colour: theme.muted });
    return;
  }
  for (const [index, row] of lane.rows.entries()) {
    const top = wires.top + index * each + INSET;
    const strip = { top, bottom: top + each - 2 * INSET };
    for (const wire of row.connections) if (!frame.isOutside(wire.item)) paintWire(frame, wire, strip);
  }
}

function paintWire(frame: Frame, wire: Wire, strip: Strip): void {
  const { pen, theme, scale } = frame;
  const { item } = wire;
  const x = Math.max(scale.x(item.fromUs), scale.left - 20);
  const width = Math.max(2, Math.min(scale.x(item.untilUs), scale.right + 20) - x);
  const height = strip.bottom - strip.top;
  pen.faintly(frame.isFaint(item) ? 0.35 : 1, () => {
    pen.rounded(x, strip.top, { width, height, radius: 4 });
    pen.faintly(0.55, () => {
      pen.ctx.fillStyle = theme.page;
      pen.ctx.fill();
    });
    pen.ctx.strokeStyle = frame.isSelected(item) ? theme.accent : theme.rule;
    pen.ctx.lineWidth = frame.isSelected(item) ? 2 : 1;
    pen.ctx.stroke();
  });
  frame.box(item, x, strip.top, { width, height });
  const line = (y: number): TextLine => new TextLine(frame, y);
  const labels = {
    top: line(strip.top + 10),
    middle: line((strip.top + strip.bottom) / 2),
    bottom: line(strip.bottom - 9),
  };
  paintOpening(frame, wire, { strip, labels });
  for (const end of wire.ends) if (!frame.isOutside(end)) paintEnd(frame, end, { strip, labels });
  paintBytes(frame, wire, { strip, labels });
}

function paintOpening(frame: Frame, { item }: Wire, { strip, labels }: Ground): void {
  const { pen, theme, scale } = frame;
  const { connection, client, openedUs, dialledUs, dialFailed } = item.source;
  const from = { x: scale.x(openedUs), y: strip.top };
  const middle = (strip.top + strip.bottom) / 2;
  if (dialFailed !== undefined) {
    const to = { x: scale.x(dialFailed.atUs), y: middle };
    pen.stroke([from, to], theme.muted, { dash: [2, 3] });
    pen.cross(to, theme.reset);
    labels.middle.write(`server not reached: ${dialFailed.errno}`, to.x + 8, { colour: theme.reset, font: 'bold' });
  } else if (dialledUs !== undefined) {
    pen.stroke([from, { x: scale.x(dialledUs), y: strip.bottom }], theme.muted, { dash: [2, 3] });
  }
  const by = client === undefined ? '' : ` by ${client}`;
  const name = `#${connection}${strip.bottom - strip.top > 50 ? by : ''}`;
  labels.middle.write(name, Math.max(from.x, scale.left) + 5, { colour: theme.muted, font: 'small' });
}

function paintEnd(frame: Frame, item: ItemOf<'end'>, { strip, labels }: Ground): void {
  const { pen, theme, scale } = frame;
  const { ending, from, to, text, untilUs } = item.source;
  const middle = (strip.top + strip.bottom) / 2;
  const edge = (side: 'client' | 'server'): number => (side === 'client' ? strip.top : strip.bottom);
  const start: Point = { x: scale.x(item.fromUs), y: from === 'proxy' ? middle : edge(from) };
  const stop: Point = { x: scale.x(untilUs ?? item.fromUs), y: untilUs === undefined ? middle : edge(to) };
  const colour = frame.isSelected(item) ? theme.accent : ending === 'rst' ? theme.reset : theme.fin;
  pen.faintly(frame.isFaint(item) ? 0.15 : 1, () => {
    pen.stroke([start, stop], colour, { width: ending === 'rst' ? 2.2 : 1.4 });
    if (untilUs === undefined) pen.cross(stop, colour);
    else pen.head(start, stop, colour);
    if (from === 'proxy' || ending === 'rst') pen.cross(start, colour);
    else pen.fill(start.x - 4, start.y - 1.5, { width: 8, height: 3 }, colour);
  });
  frame.line(item, start, stop);
  const line = from === 'proxy' ? labels.middle : from === 'client' ? labels.top : labels.bottom;
  line.write(text, start.x + 6, { colour, font: ending === 'rst' ? 'bold' : 'small' });
}
