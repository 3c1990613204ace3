// How high each lane is and what lies where in it. Heights don't depend on the zoom: nothing jumps.
//
//   client   output │ labels │ brackets │ calls         calls lie at the edge that faces the wire
//   wire     faults │ brackets │ one row for each connection: client's edge above, server's below
//   server   calls │ brackets │ labels │ output

import type { Lane, LinkLane, ProgramLane, StepsLane } from './lanes.js';

export interface Zone {
  readonly top: number;
  readonly height: number;
}

export interface LaneBox {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
  readonly zones: Readonly<Record<ZoneName, Zone>>;
}

export type ZoneName = 'calls' | 'held' | 'brackets' | 'labels' | 'output' | 'faults' | 'wires';

export interface Layout {
  readonly boxes: readonly LaneBox[];
  readonly height: number;
}

export const AXIS = 26;
export const ROW = 14;
export const BAR = 18;
export const BRACKET = 40;
export const STRIP = 18;
const HELD = 9;
const PAD = 7;
/** Brackets beyond these share the last row. */
export const MOST_BRACKETS = 4;
export const LABEL_ROWS = 6;
const STRIPS = 5;

export interface LayoutOptions {
  /** Of the lanes' names above them, where there is no room beside. */
  readonly titleHeight: number;
}

export function layOut(lanes: readonly Lane[], { titleHeight }: LayoutOptions): Layout {
  const boxes: LaneBox[] = [];
  let top = AXIS;
  for (const lane of lanes) {
    const order = zonesOf(lane);
    const zones = new Map<ZoneName, Zone>();
    let at = top + titleHeight + PAD;
    for (const [name, height] of order) {
      zones.set(name, { top: at, height });
      at += height;
    }
    const height = at + (lane.kind === 'link' ? 0 : PAD) - top;
    boxes.push({ lane, top, height, zones: complete(zones, at) });
    top += height;
  }
  return { boxes, height: top };
}

type Order = readonly (readonly [ZoneName, number])[];

function zonesOf(lane: Lane): Order {
  switch (lane.kind) {
    case 'steps':
      return stepsZones(lane);
    case 'program':
      return programZones(lane);
    case 'link':
      return linkZones(lane);
  }
}

function stepsZones({ brackets, steps }: StepsLane): Order {
  return [
    ['labels', 3 * ROW],
    ['calls', steps.length === 0 ? 4 : 10],
    ['brackets', bracketHeight(brackets)],
  ];
}

function programZones(lane: ProgramLane): Order {
  const { brackets, calls, marks, output, faults, depth } = lane;
  const isHeld = brackets.some(({ source }) => source.piece.outcome === 'held');
  const zones: Order = [
    ['output', output.all.length === 0 ? 0 : ROW + 2],
    ['faults', packed(faults.length, STRIPS) * STRIP],
    ['labels', Math.min(calls.all.length + marks.length + 1, LABEL_ROWS) * ROW],
    ['brackets', bracketHeight(brackets)],
    ['held', isHeld ? HELD : 3],
    ['calls', depth * (BAR + 2)],
  ];
  return lane.faces === 'down' ? zones : zones.toReversed();
}

function linkZones({ rows, faults, brackets }: LinkLane): Order {
  const each = wireRowHeight(rows.length);
  return [
    ['faults', packed(faults.length, STRIPS) * STRIP],
    ['brackets', bracketHeight(brackets)],
    ['wires', Math.max(rows.length, 1) * each],
  ];
}

/** Few connections get room for their slopes and labels, many must be seen side by side. */
export const wireRowHeight = (rows: number): number => (rows === 0 ? 30 : rows <= 2 ? 118 : rows <= 6 ? 72 : 34);

const bracketHeight = (brackets: LaneBrackets): number =>
  packed(brackets.filter(({ source }) => source.piece.outcome !== 'held').length, MOST_BRACKETS) * BRACKET;

type LaneBrackets = Lane['brackets'];

const packed = (count: number, most: number): number => Math.min(count, most);

function complete(zones: ReadonlyMap<ZoneName, Zone>, end: number): LaneBox['zones'] {
  const none = { top: end, height: 0 };
  const zone = (name: ZoneName): Zone => zones.get(name) ?? none;
  return {
    calls: zone('calls'),
    held: zone('held'),
    brackets: zone('brackets'),
    labels: zone('labels'),
    output: zone('output'),
    faults: zone('faults'),
    wires: zone('wires'),
  };
}
