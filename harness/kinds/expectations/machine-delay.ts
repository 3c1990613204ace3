// How much time the machine took away from the programs of a run in a window: they waited for a CPU, the proxy's thread or the
// harness came late, the hypervisor ran somebody else. Pure: the rig asks while it waits, the judge asks of the record.

import { callEndUs, callsOf, type Call } from '../../record/calls.js';
import type { EventKind, EventOf, RunEvent } from '../../record/event.js';
import { eventsOf } from '../../record/moments.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatDurationUs } from '../../vocabulary/units.js';

export interface Window {
  readonly fromUs: number;
  readonly untilUs: number;
}

export interface MachineDelay {
  readonly totalUs: number;
  /** `it waited 80 ms for a CPU`, `the proxy came up to 12 ms late`; empty if nothing was measured. */
  readonly parts: readonly string[];
  readonly evidence: readonly Seq[];
}

/**
 * In one call one delay of each kind: measured attribution stays within 6 ms of the true lateness (client's and server's wait
 * for a CPU and the proxy thread's longest lag). More would excuse programs that are late by themselves.
 */
export function machineDelayOfCall(events: readonly RunEvent[], window: Window, call: Call): MachineDelay {
  const samples = samplesIn(events, window);
  const waits = waitsIn(events, window);
  const { program, run } = call.begun;
  const told = call.returned?.data.runDelayUs;
  // Who was traced from outside and ended with the call can't be asked any more: what was sampled beside it stands for it.
  const isUnknown = call.returned?.observer === 'strace' && told === undefined;
  const own = told ?? (isUnknown ? (waits.get(keyOf({ program, run }))?.us ?? 0) : 0);
  const others = [...waits].filter(([key]) => key !== keyOf({ program, run })).map(([, { us }]) => us);
  const threads = runDelaysOfCalls(events, window).filter((one) => one.pid !== call.pid || one.thread !== call.thread);
  const waited = Math.max(0, ...others, ...threads.map(({ us }) => us));
  const standIn = samples.some(({ data }) => data.runDelayUnknown === true) ? STANDS_FOR_WAITS : '';
  const proxy = isProxied(events, window) ? Math.max(0, ...samples.map(({ data }) => data.proxyLagUs ?? 0)) : 0;
  const lagOf = (sample: EventOf<'noise.measured'>): number =>
    isUnknown || sample.data.runDelayUnknown === true
      ? sample.data.harnessLagUs
      : lagThatMatters(events, window, sample);
  return delayOf(samples, [
    [own, (text) => `it waited ${text} for a CPU`],
    [waited, (text) => `other programs waited ${text} for a CPU`],
    [proxy, (text) => `the proxy came up to ${text} late`],
    [Math.max(0, ...samples.map(lagOf)), (text) => `the harness came up to ${text} late${standIn}`],
  ]);
}

/**
 * In a longer wait, in which programs may have waited for each other many times through the proxy, delays add up. The harness only
 * looks on: what came it may have seen late, but what had come it has seen before it gives up.
 */
export function machineDelayOfWait(events: readonly RunEvent[], window: Window, came: boolean): MachineDelay {
  const samples = samplesIn(events, window);
  const waits = waitsIn(events, window);
  for (const { program, run, us } of runDelaysOfCalls(events, window)) {
    const key = keyOf({ program, run });
    if (us > (waits.get(key)?.us ?? 0)) waits.set(key, { program, us });
  }
  const proxy = isProxied(events, window) ? sumOf(samples.map(({ data }) => data.proxyLagUs ?? 0)) : 0;
  const lags = samples.map((sample) => (came ? sample.data.harnessLagUs : lagThatMatters(events, window, sample)));
  const isUnknown = samples.some(({ data }) => data.runDelayUnknown === true);
  return delayOf(samples, [
    ...[...waits.values()].map(({ program, us }): Part => [us, (text) => `${program} waited ${text} for a CPU`]),
    [proxy, (text) => `the proxy came ${text} late`],
    isUnknown
      ? [
          sumOf(samples.map(({ data }) => data.harnessLagUs)),
          (text) => `the harness came ${text} late${STANDS_FOR_WAITS}`,
        ]
      : [Math.max(0, ...lags), (text) => `the harness came up to ${text} late`],
  ]);
}

const sumOf = (lagsUs: readonly number[]): number =>
  lagsUs.reduce((total, us) => total + (us < WORTH_ADDING_US ? 0 : us), 0);

/** Less is a timer's own grain. */
const WORTH_ADDING_US = 2_000;

type Part = readonly [us: number, text: (duration: string) => string];

function delayOf(samples: readonly EventOf<'noise.measured'>[], parts: readonly Part[]): MachineDelay {
  const steal = samples.reduce((sum, { data }) => sum + (data.stealUs ?? 0), 0);
  const all: readonly Part[] = [...parts, [steal, (text) => `the hypervisor took ${text}`]];
  return {
    totalUs: all.reduce((sum, [us]) => sum + us, 0),
    parts: all.flatMap(([us, text]) => (us > 0 ? [text(formatDurationUs(us))] : [])),
    evidence: samples.map(({ seq }) => seq),
  };
}

const STANDS_FOR_WAITS = ', which stands for what programs waited for a CPU: this kernel does not tell';

/** Where nothing passes a proxy, its thread can't have been in the way. */
const isProxied = (events: readonly RunEvent[], { untilUs }: Window): boolean =>
  events.some(({ kind, atUs }) => kind === 'connection.opened' && atUs <= untilUs);

/** Each sample tells about the time since the sample before: those whose time overlaps the window. */
function samplesIn(events: readonly RunEvent[], { fromUs, untilUs }: Window): readonly EventOf<'noise.measured'>[] {
  const samples = eventsOf(events, 'noise.measured');
  return samples.filter((sample, index) => {
    const sinceUs = samples[index - 1]?.atUs ?? 0;
    return sample.atUs >= fromUs && sinceUs < untilUs;
  });
}

const keyOf = ({ program, run }: { readonly program: string; readonly run: number }): string => `${program}\0${run}`;

/** What was sampled of each program, all threads, as far as it may lie in the window. */
function waitsIn(
  events: readonly RunEvent[],
  { fromUs, untilUs }: Window,
): Map<string, { program: string; us: number }> {
  const waits = new Map<string, { program: string; us: number }>();
  for (const { atUs, data } of eventsOf(events, 'process.waited')) {
    const overlapUs = Math.min(untilUs, atUs) - Math.max(fromUs, data.sinceUs);
    if (overlapUs <= 0) continue;
    // Several threads may wait side by side; none of them longer than the time that passed.
    const us = (waits.get(keyOf(data))?.us ?? 0) + Math.min(data.runDelayUs, overlapUs);
    waits.set(keyOf(data), { program: data.program, us });
  }
  return waits;
}

interface ThreadDelay {
  readonly program: string;
  readonly run: number;
  readonly pid: number;
  readonly thread: number;
  us: number;
}

/** What each thread waited for a CPU in its traced calls, as far as they lie in the window. */
function runDelaysOfCalls(events: readonly RunEvent[], { fromUs, untilUs }: Window): readonly ThreadDelay[] {
  const byThread = new Map<string, ThreadDelay>();
  for (const call of callsOf(events)) {
    const delayUs = call.returned?.data.runDelayUs ?? 0;
    const overlapUs = Math.min(untilUs, callEndUs(call, untilUs)) - Math.max(fromUs, call.startUs);
    if (delayUs === 0 || overlapUs <= 0) continue;
    const { pid, thread } = call;
    const { program, run } = call.begun;
    const one = byThread.get(`${pid}\0${thread}`) ?? { program, run, pid, thread, us: 0 };
    one.us += Math.min(delayUs, overlapUs);
    byThread.set(`${pid}\0${thread}`, one);
  }
  return [...byThread.values()];
}

/**
 * A late harness makes a call late only if it did something meanwhile that the call may have waited for. A Toxiproxy that is
 * not ours has no lag of its own in the record: there the harness's stands for it, as both suffer from the same machine.
 */
function lagThatMatters(
  events: readonly RunEvent[],
  { fromUs, untilUs }: Window,
  { data }: EventOf<'noise.measured'>,
): number {
  if (data.proxyLagUs === undefined) return data.harnessLagUs;
  const acted = events.some(({ kind, atUs }) => ACTS.has(kind) && atUs > fromUs && atUs <= untilUs);
  return acted ? data.harnessLagUs : 0;
}

const ACTS: ReadonlySet<EventKind> = new Set([
  'fault.injected',
  'fault.healed',
  'process.spawned',
  'process.signalled',
  'input.written',
] as const);
