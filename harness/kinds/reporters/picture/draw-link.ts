// A link: connections, bytes as sloped lines from where they came in to where they were handed on, FIN and RST.

import type { LinkColumn } from './columns.js';
import type { DrawnConnection, DrawnPassage } from './digest-link.js';
import type { Scene } from './scene.js';
import { element, pathData, text } from './svg.js';
import type { WireEnd } from '../run-report.js';
import { isTelling } from '../story-entries.js';
import { formatDurationUs, formatSize } from '../../../vocabulary/units.js';

const LABEL = 12;
const TELL_US = 10_000;

export function addLink(scene: Scene, column: LinkColumn): void {
  const { cleanupUs } = scene.report.timeline;
  for (const connection of column.link.connections) {
    addOpening(scene, column, connection);
    const untilUs = Math.min(connection.closedUs, cleanupUs ?? Infinity);
    for (const passage of connection.passages) addPassage(scene, column, { passage, untilUs });
    for (const end of connection.ends) addEnd(scene, column, end);
  }
  const { omitted, connections } = column.link;
  const last = connections.at(-1);
  if (omitted === 0 || last === undefined) return;
  const anchor = scene.axis.at(last.openedUs, keyOf(column), { above: 7, below: 7 });
  scene.draw('labels', () =>
    text(middleOf(column), anchor.y + 4, `… and ${omitted} more connections`, {
      class: 'small muted halo',
      anchor: 'middle',
    }),
  );
}

export const keyOf = ({ link }: LinkColumn): string => `link ${link.link}`;

const middleOf = ({ left, right }: LinkColumn): number => (left + right) / 2;

function addOpening(scene: Scene, column: LinkColumn, connection: DrawnConnection): void {
  const { openedUs, dialledUs, dialFailed } = connection;
  const start = scene.axis.at(openedUs, keyOf(column), { above: LABEL, below: 3, tick: 1 });
  const arrival = dialledUs ?? dialFailed?.atUs;
  const end = arrival === undefined ? start : scene.axis.at(arrival, keyOf(column), { below: 3 });
  const failed = dialFailed !== undefined;
  const by = column.link.clients.length > 1 && connection.client !== undefined ? ` by ${connection.client}` : '';
  const x = failed || arrival === undefined ? middleOf(column) : column.right;
  scene.draw(
    'lines',
    () =>
      element('path', { d: pathData('M', column.left, start.y, 'L', x, end.y), class: 'end dots' }) +
      (failed ? cross(x, end.y, 'reset') : ''),
  );
  const told = failed
    ? `#${connection.connection} server not reached: ${dialFailed.errno}`
    : `connection #${connection.connection}${by}`;
  scene.draw('labels', () => text(column.left + 9, start.y - 3, told, { class: 'small muted halo', room: 150 }));
}

function addPassage(scene: Scene, column: LinkColumn, { passage, untilUs: goneUs }: Placed): void {
  if (passage.untilUs === undefined) return addLostPassage(scene, column, { passage, untilUs: goneUs });
  const key = keyOf(column);
  const { stream, fromUs, fromLastUs, untilUs, untilLastUs = untilUs } = passage;
  const late = untilUs - fromUs >= TELL_US;
  const start = scene.axis.at(fromUs, key, { above: LABEL, below: 3, tick: late ? 2 : 1 });
  const startLast = fromLastUs > fromUs ? scene.axis.at(fromLastUs, key) : start;
  const end = scene.axis.at(untilUs, key, late ? { above: LABEL, below: 3, tick: 2 } : { below: 3 });
  const endLast = untilLastUs > untilUs ? scene.axis.at(untilLastUs, key, { below: 3, tick: 1 }) : end;
  const up = stream === 'upstream';
  const [x1, x2] = up ? [column.left, column.right] : [column.right, column.left];
  scene.draw('lines', () => {
    const first = arrow({ x: x1, y: start.y }, { x: x2, y: end.y }, stream);
    if (startLast === start && endLast === end) return first;
    const d = pathData('M', x1, start.y, 'L', x2, end.y, 'L', x2, endLast.y, 'L', x1, startLast.y, 'Z');
    const spread = element('path', { d, class: `soft fill-${stream}` });
    return spread + first + arrow({ x: x1, y: startLast.y }, { x: x2, y: endLast.y }, stream);
  });
  scene.draw('labels', () => {
    const later = late ? `${formatDurationUs(untilUs - fromUs)} later` : '';
    const arrival = text(up ? column.right - 9 : column.left + 9, end.y - 3, later, {
      class: 'small bold halo',
      anchor: up ? 'end' : 'start',
    });
    return sourceLabel(column, passage, start.y) + (late ? arrival : '');
  });
}

interface Placed {
  readonly passage: DrawnPassage;
  /** When its connection was over. */
  readonly untilUs: number;
}

/** Bytes that came in and stayed in the wire until it was gone. */
function addLostPassage(scene: Scene, column: LinkColumn, { passage, untilUs }: Placed): void {
  const key = keyOf(column);
  const { stream, fromUs } = passage;
  const start = scene.axis.at(fromUs, key, { above: LABEL, below: 8, tick: 1 });
  const end = scene.axis.at(Math.max(untilUs, fromUs), key, { above: 7, below: 7 });
  const up = stream === 'upstream';
  const x = middleOf(column) + (up ? -12 : 12);
  scene.draw('lines', () => {
    const d = pathData('M', up ? column.left : column.right, start.y, 'L', x, start.y + 6, 'L', x, end.y);
    return element('path', { d, class: `wire dash ${stream}` }) + cross(x, end.y, 'reset');
  });
  scene.draw('labels', () => {
    const lost = text(up ? x + 9 : x - 9, end.y + 4, 'never handed on', {
      class: 'small bold halo',
      anchor: up ? 'start' : 'end',
    });
    return sourceLabel(column, passage, start.y) + lost;
  });
}

function sourceLabel(column: LinkColumn, { stream, sizeBytes, count, preview }: DrawnPassage, y: number): string {
  const many = count > 1 ? ` in ${count} pieces` : '';
  const told = `${formatSize(sizeBytes)}${many}${isTelling({ preview, sizeBytes }) ? ` ${preview}` : ''}`;
  const up = stream === 'upstream';
  return text(up ? column.left + 9 : column.right - 9, y - 3, told, {
    class: 'mono halo',
    anchor: up ? 'start' : 'end',
    room: column.right - column.left - 24,
  });
}

function addEnd(scene: Scene, column: LinkColumn, end: WireEnd): void {
  const key = keyOf(column);
  const start = scene.axis.at(end.fromUs, key, { above: LABEL, below: 3, tick: 1 });
  const arrival =
    end.untilUs === undefined || end.untilUs === end.fromUs
      ? undefined
      : scene.axis.at(end.untilUs, key, { below: 3, tick: 1 });
  const edge = (side: 'client' | 'server'): number => (side === 'client' ? column.left : column.right);
  const x1 = end.from === 'proxy' ? middleOf(column) : edge(end.from);
  const x2 = end.untilUs === undefined ? middleOf(column) : edge(end.to);
  const look = end.ending === 'rst' ? 'reset' : 'end';
  scene.draw('lines', () => {
    const y2 = arrival?.y ?? start.y + (end.untilUs === undefined ? 5 : 0);
    const line = element('path', { d: pathData('M', x1, start.y, 'L', x2, y2), class: look });
    const tip =
      end.untilUs === undefined
        ? cross(x2, y2, look)
        : head({ x: x1, y: start.y }, { x: x2, y: y2 }, end.ending === 'rst' ? 'fill-reset' : 'fill-muted');
    return line + tip + (end.from === 'proxy' ? cross(x1, start.y, look) : '');
  });
  const toRight = x2 > x1;
  const place =
    end.from === 'proxy'
      ? ({ x: middleOf(column), anchor: 'middle' } as const)
      : toRight
        ? ({ x: x1 + 9, anchor: 'start' } as const)
        : ({ x: x1 - 9, anchor: 'end' } as const);
  scene.draw('labels', () =>
    text(place.x, start.y - 3, end.text, {
      class: `small bold halo${end.ending === 'rst' ? ' broken' : ' muted'}`,
      anchor: place.anchor,
      room: column.right - column.left - 24,
    }),
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const arrow = (from: Point, to: Point, stream: DrawnPassage['stream']): string =>
  element('path', { d: pathData('M', from.x, from.y, 'L', to.x, to.y), class: `wire ${stream}` }) +
  head(from, to, `fill-${stream}`);

function head(from: Point, to: Point, look: string): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const wing = (turn: number): [number, number] => [
    to.x - 8 * Math.cos(angle + turn),
    to.y - 8 * Math.sin(angle + turn),
  ];
  return element('path', { d: pathData('M', to.x, to.y, 'L', ...wing(0.4), 'L', ...wing(-0.4), 'Z'), class: look });
}

const cross = (x: number, y: number, look: string): string =>
  element('path', {
    d: pathData('M', x - 4, y - 4, 'L', x + 4, y + 4, 'M', x - 4, y + 4, 'L', x + 4, y - 4),
    class: look,
  });
