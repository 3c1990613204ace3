// By how much a duration may differ between two runs without anything being different: what was measured in both.

import { eventsOf } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';

export interface RunNoise {
  /** A difference up to this is explained, µs. */
  readonly allowanceUs: number;
  /** And so is one up to this part of the longer duration: caches, scheduling, clocks. */
  readonly part: number;
  /** `delays of 6.1 ms and 5.3 ms, starts of programs that differ by 2.8 ms` */
  readonly text: string;
}

/** Clocks are read to the microsecond, but calls of a few of them vary by more than that. */
const LEAST_US = 2_000;
const PART = 0.1;

export function noiseOf(a: RunRecord, b: RunRecord): RunNoise {
  const [delayA, delayB] = [delayOf(a), delayOf(b)];
  const startsUs = startsDifferUs(a, b);
  const parts = [
    ...(delayA + delayB === 0 ? [] : [`delays of ${formatDurationUs(delayA)} and ${formatDurationUs(delayB)}`]),
    ...(startsUs === 0 ? [] : [`starts of programs that differ by ${formatDurationUs(startsUs)}`]),
  ];
  return {
    allowanceUs: Math.max(LEAST_US, delayA + delayB + startsUs),
    part: PART,
    text: parts.length === 0 ? 'none was measured' : parts.join(', '),
  };
}

/** The longest that harness or proxy came late, and what the hypervisor took. */
function delayOf({ events }: RunRecord): number {
  const samples = eventsOf(events, 'noise.measured').map(({ data }) => data);
  const longest = samples.map(({ harnessLagUs, proxyLagUs = 0 }) => Math.max(harnessLagUs, proxyLagUs));
  return Math.max(0, ...longest) + samples.reduce((sum, { stealUs = 0 }) => sum + stealUs, 0);
}

/** Whoever waits for a program waits for its interpreter's start as well, which is long and varies. */
function startsDifferUs(a: RunRecord, b: RunRecord): number {
  const [startsA, startsB] = [startsOf(a), startsOf(b)];
  let sum = 0;
  for (const [who, tookUs] of startsA) {
    const other = startsB.get(who);
    if (other !== undefined) sum += Math.abs(tookUs - other);
  }
  return sum;
}

/** From its start to the first word of its trace. */
function startsOf({ events }: RunRecord): ReadonlyMap<string, number> {
  const keyOf = ({ program, run }: { readonly program: string; readonly run: number }): string => `${program}\0${run}`;
  const spawned = new Map(eventsOf(events, 'process.spawned').map(({ data, atUs }) => [keyOf(data), atUs]));
  return new Map(
    eventsOf(events, 'trace.started').flatMap(({ data, atUs }) => {
      const since = spawned.get(keyOf(data));
      return since === undefined ? [] : [[keyOf(data), atUs - since]];
    }),
  );
}
