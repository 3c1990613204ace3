// What lies beside what: the harness's steps, then each program, with the links to it just above; concurrent calls and
// connections beside each other, so that none hides another.

import type { LinkLane as LinkOf, ProgramLane as ProgramOf, Timeline } from '../kinds/reporters/timeline.js';
import type { ItemOf } from './item.js';
import type { ConnectionItems, LinkItems, ProgramItems } from './items.js';
import { Series } from './series.js';

interface LaneBase {
  readonly brackets: readonly ItemOf<'verdict'>[];
  readonly faults: readonly ItemOf<'fault'>[];
}

export interface StepsLane extends LaneBase {
  readonly kind: 'steps';
  readonly name: 'harness';
  readonly steps: readonly ItemOf<'step'>[];
  readonly troubles: readonly ItemOf<'trouble'>[];
}

export interface ProgramLane extends LaneBase {
  readonly kind: 'program';
  readonly name: string;
  /** Its calls are drawn at the edge that faces the wire: a client above it, a server below. */
  readonly faces: 'down' | 'up';
  readonly lives: readonly ItemOf<'life'>[];
  readonly calls: Series<ItemOf<'call'>>;
  /** For each call (by its index in `calls`) how many others are under way beside it. */
  readonly depths: Uint8Array;
  readonly depth: number;
  readonly output: Series<ItemOf<'output'>>;
  readonly marks: readonly ItemOf<'mark'>[];
}

export interface WireRow {
  readonly connections: readonly Wire[];
}

export interface Wire {
  readonly item: ItemOf<'connection'>;
  readonly bytes: Series<ItemOf<'bytes'>>;
  readonly ends: readonly ItemOf<'end'>[];
}

export interface LinkLane extends LaneBase {
  readonly kind: 'link';
  readonly name: string;
  readonly link: LinkOf;
  readonly rows: readonly WireRow[];
}

export type Lane = StepsLane | ProgramLane | LinkLane;

export interface LaneParts {
  readonly run: readonly (ItemOf<'step'> | ItemOf<'fault'> | ItemOf<'trouble'>)[];
  readonly programs: readonly ProgramItems[];
  readonly links: readonly LinkItems[];
  readonly verdicts: readonly ItemOf<'verdict'>[];
}

const MOST_DEPTH = 6;

export function lanesOf(timeline: Timeline, parts: LaneParts): readonly Lane[] {
  const faults = parts.run.filter((item) => item.kind === 'fault');
  const links = timeline.links.map((link, index) => linkLane(link, parts.links[index], { faults, parts }));
  const lanes: Lane[] = [stepsLane(timeline, parts)];
  for (const [index, program] of timeline.lanes.entries()) {
    const items = parts.programs[index];
    const before = links.filter((lane) => lane.link.to === program.program);
    lanes.push(...before);
    if (items !== undefined)
      lanes.push(programLane(program, items, { faults, parts, faces: before.length > 0 ? 'up' : 'down' }));
  }
  return [...lanes, ...links.filter((lane) => !lanes.includes(lane))];
}

function stepsLane({ lanes, links }: Timeline, { run, verdicts }: LaneParts): StepsLane {
  const programs = new Set(lanes.map(({ program }) => program));
  const names = new Set(links.map(({ link }) => link));
  return {
    kind: 'steps',
    name: 'harness',
    steps: run.filter((item) => item.kind === 'step'),
    troubles: run.filter((item) => item.kind === 'trouble'),
    faults: [],
    brackets: verdicts.filter(({ program = '', link = '' }) => !programs.has(program) && !names.has(link)),
  };
}

interface Surroundings {
  readonly faults: readonly ItemOf<'fault'>[];
  readonly parts: LaneParts;
}

function programLane(
  { program }: ProgramOf,
  { lives, calls, output, marks }: ProgramItems,
  { faults, parts, faces }: Surroundings & { readonly faces: ProgramLane['faces'] },
): ProgramLane {
  const series = new Series(calls);
  const depths = depthsOf(series.all);
  return {
    kind: 'program',
    name: program,
    faces,
    lives,
    calls: series,
    depths,
    depth: Math.max(
      1,
      depths.reduce((most, depth) => Math.max(most, depth + 1), 0),
    ),
    output: new Series(output),
    marks,
    faults: faults.filter((fault) => fault.link === undefined && fault.program === program),
    brackets: parts.verdicts.filter((verdict) => verdict.program === program),
  };
}

/** Greedy: the lowest row that is free when the call begins. */
function depthsOf(calls: readonly ItemOf<'call'>[]): Uint8Array {
  const busyUntil: number[] = [];
  const depths = new Uint8Array(calls.length);
  for (const [index, { fromUs, untilUs }] of calls.entries()) {
    const free = busyUntil.findIndex((busyUs) => busyUs <= fromUs);
    const depth = Math.min(free === -1 ? busyUntil.length : free, MOST_DEPTH - 1);
    busyUntil[depth] = untilUs;
    depths[index] = depth;
  }
  return depths;
}

function linkLane(link: LinkOf, items: LinkItems | undefined, { faults, parts }: Surroundings): LinkLane {
  return {
    kind: 'link',
    name: link.link,
    link,
    rows: packRows(items?.connections ?? []),
    faults: faults.filter((fault) => fault.link === link.link),
    brackets: parts.verdicts.filter((verdict) => verdict.program === undefined && verdict.link === link.link),
  };
}

/** Connections that live at the same time lie in rows of their own. */
function packRows(connections: readonly ConnectionItems[]): readonly WireRow[] {
  const rows: { connections: Wire[]; busyUntilUs: number }[] = [];
  for (const { item, bytes, ends } of connections) {
    const wire = { item, bytes: new Series(bytes), ends };
    const row = rows.find(({ busyUntilUs }) => busyUntilUs <= item.fromUs);
    const busyUntilUs = item.untilUs;
    if (row === undefined) rows.push({ connections: [wire], busyUntilUs });
    else {
      row.connections.push(wire);
      row.busyUntilUs = busyUntilUs;
    }
  }
  return rows;
}
