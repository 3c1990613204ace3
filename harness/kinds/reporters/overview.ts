// A run at a glance, small enough to be kept for every scenario of a suite: a strip of what its programs did, the noise that
// was measured, what it ran on.

import type { RunRecord } from '../../record/run-record.js';
import type { CallBar, Timeline } from './timeline.js';
import { isWaiting } from './picture/call-label.js';
import { shownRange, type ShownRange } from './shown-range.js';

export interface RunOverview {
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly noise: MeasuredNoise;
  readonly strip: Strip;
}

/** The longest delays of the whole run, µs; undefined where none was measured. */
export interface MeasuredNoise {
  readonly harnessLagUs: number | undefined;
  readonly proxyLagUs: number | undefined;
  /** In sum. */
  readonly stealUs: number | undefined;
}

export interface Strip extends ShownRange {
  /** A character for each 1/60 of the time: ` ` not there, `-` at work, `|` a call, `=` waiting in a call, `!` a call raised. */
  readonly lanes: readonly { readonly program: string; readonly cells: string }[];
  /** `#` while a fault is in place. */
  readonly faults: string;
}

const CELLS = 60;
const LANES = 4;
const RANK = ' -|=!';

export function overviewOf(record: RunRecord, timeline: Timeline): RunOverview {
  const { seed, versions } = record.header;
  return { seed, versions, noise: noiseOf(record), strip: stripOf(timeline) };
}

function noiseOf({ events }: RunRecord): MeasuredNoise {
  let harnessLagUs: number | undefined;
  let proxyLagUs: number | undefined;
  let stealUs: number | undefined;
  for (const { kind, data } of events) {
    if (kind !== 'noise.measured') continue;
    harnessLagUs = Math.max(harnessLagUs ?? 0, data.harnessLagUs);
    if (data.proxyLagUs !== undefined) proxyLagUs = Math.max(proxyLagUs ?? 0, data.proxyLagUs);
    if (data.stealUs !== undefined) stealUs = (stealUs ?? 0) + data.stealUs;
  }
  return { harnessLagUs, proxyLagUs, stealUs };
}

function stripOf(timeline: Timeline): Strip {
  const range = shownRange(timeline);
  const row = (): string[] => Array.from({ length: CELLS }, () => ' ');
  const faults = row();
  for (const { fromUs, untilUs } of timeline.faults) fill(faults, range, { fromUs, untilUs, cell: '#' });
  const lanes = timeline.lanes.slice(0, LANES).map(({ program, runs, calls }) => {
    const cells = row();
    for (const { fromUs, untilUs } of runs) fill(cells, range, { fromUs, untilUs, cell: '-' });
    for (const call of calls) fill(cells, range, { ...call, cell: cellOf(call) });
    return { program, cells: cells.join('') };
  });
  return { ...range, lanes, faults: faults.join('') };
}

const cellOf = (call: CallBar): string => (call.state === 'raised' ? '!' : isWaiting(call) ? '=' : '|');

interface Stroke extends ShownRange {
  readonly cell: string;
}

function fill(cells: string[], range: ShownRange, { fromUs, untilUs, cell }: Stroke): void {
  if (untilUs < range.fromUs || fromUs > range.untilUs) return;
  const cellUs = (range.untilUs - range.fromUs) / CELLS;
  const first = Math.max(0, Math.floor((fromUs - range.fromUs) / cellUs));
  const last = Math.min(CELLS - 1, Math.floor((untilUs - range.fromUs) / cellUs));
  for (let index = Math.min(first, CELLS - 1); index <= last; index += 1) {
    if (cell === '#' || RANK.indexOf(cell) > RANK.indexOf(cells[index] ?? ' ')) cells[index] = cell;
  }
}
