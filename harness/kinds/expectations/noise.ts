// How much of a lateness the machine itself explains: waiting for a CPU, a proxy's thread that came late, time that the
// hypervisor took away. Late beyond all of that is the program's own doing.

import { callEndUs, callsOf, type Call } from '../../record/calls.js';
import type { EventKind, EventOf } from '../../record/event.js';
import { eventsOf } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Finding } from './expectation.js';

export interface Window {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** A claim whose upper bound was passed, but for how: `actual` says by how much. */
export interface Lateness {
  readonly finding: Omit<Finding, 'outcome'>;
  readonly lateUs: number;
  readonly window: Window;
  /** The call that was late, whose own wait for a CPU is known. */
  readonly call?: Call;
}

/** Measured noise that was in the way for as long: inconclusive; for less: broken. */
export function judgeLateness(record: RunRecord, { finding, lateUs, window, call }: Lateness): Finding {
  const noise = noiseIn(record, window, call);
  const explained = lateUs <= noise.totalUs;
  const worthTelling = noise.totalUs * 10 >= lateUs;
  const how = explained ? 'all' : `only ${formatDurationUs(noise.totalUs)}`;
  return {
    ...finding,
    outcome: explained ? 'inconclusive' : 'broken',
    actual: worthTelling
      ? `${finding.actual}, of which the machine explains ${how} (${noise.parts.join(', ')})`
      : finding.actual,
    evidence: explained ? [...finding.evidence, ...noise.evidence] : finding.evidence,
  };
}

interface Noise {
  readonly totalUs: number;
  /** `it waited 80 ms for a CPU`, `the proxy came up to 12 ms late`; empty if nothing was measured. */
  readonly parts: readonly string[];
  readonly evidence: readonly Seq[];
}

function noiseIn(record: RunRecord, window: Window, call: Call | undefined): Noise {
  const samples = samplesIn(record, window);
  const own = call?.returned?.data.runDelayUs ?? 0;
  const others = othersRunDelayUs(record, window, call);
  // One delay of each kind: measured attribution stays within 6 ms of the true lateness (client's and server's wait for
  // a CPU and the proxy thread's longest lag). More would excuse programs that are late by themselves.
  // Where nothing passes a proxy, its thread can't have been in the way.
  const isProxied = record.events.some(({ kind, atUs }) => kind === 'connection.opened' && atUs <= window.untilUs);
  const proxy = isProxied ? Math.max(0, ...samples.map((sample) => sample.data.proxyLagUs ?? 0)) : 0;
  // Who was traced from outside and ended with the call can't be asked any more: the harness, beside it, stands for it.
  const isUnknown = call?.returned?.observer === 'strace' && call.returned.data.runDelayUs === undefined;
  const lagOf = (sample: EventOf<'noise.measured'>): number =>
    isUnknown ? sample.data.harnessLagUs : harnessLagUs(record, window, sample);
  const harness = Math.max(0, ...samples.map(lagOf));
  const steal = samples.reduce((sum, sample) => sum + (sample.data.stealUs ?? 0), 0);
  const parts = [
    part(own, (text) => `it waited ${text} for a CPU`),
    part(others, (text) => `${call === undefined ? '' : 'other '}programs waited ${text} for a CPU`),
    part(proxy, (text) => `the proxy came up to ${text} late`),
    part(harness, (text) => `the harness came up to ${text} late`),
    part(steal, (text) => `the hypervisor took ${text}`),
  ];
  return {
    totalUs: own + others + proxy + harness + steal,
    parts: parts.flat(),
    evidence: samples.map(({ seq }) => seq),
  };
}

/** Each sample tells about the time since the sample before: those whose time overlaps the window. */
function samplesIn(record: RunRecord, { fromUs, untilUs }: Window) {
  const samples = eventsOf(record.events, 'noise.measured');
  return samples.filter((sample, index) => {
    const sinceUs = samples[index - 1]?.atUs ?? 0;
    return sample.atUs >= fromUs && sinceUs <= untilUs;
  });
}

/**
 * A late harness makes a call late only if it did something meanwhile that the call may have waited for. A Toxiproxy that is
 * not ours has no lag of its own in the record: there the harness's stands for it, as both suffer from the same machine.
 */
function harnessLagUs(record: RunRecord, { fromUs, untilUs }: Window, { data }: EventOf<'noise.measured'>): number {
  if (data.proxyLagUs === undefined) return data.harnessLagUs;
  const acted = record.events.some(({ kind, atUs }) => ACTS.has(kind) && atUs > fromUs && atUs <= untilUs);
  return acted ? data.harnessLagUs : 0;
}

const ACTS: ReadonlySet<EventKind> = new Set([
  'fault.injected',
  'fault.healed',
  'process.spawned',
  'process.signalled',
  'input.written',
] as const);

/** The longest wait for a CPU of any one other thread, as far as it lies in the window. */
function othersRunDelayUs(record: RunRecord, { fromUs, untilUs }: Window, call: Call | undefined): number {
  const byThread = new Map<string, number>();
  for (const other of callsOf(record.events)) {
    const delayUs = other.returned?.data.runDelayUs ?? 0;
    if (delayUs === 0 || (other.pid === call?.pid && other.thread === call.thread)) continue;
    const overlapUs = Math.min(untilUs, callEndUs(other, untilUs)) - Math.max(fromUs, other.startUs);
    if (overlapUs <= 0) continue;
    const thread = `${other.pid}\0${other.thread}`;
    byThread.set(thread, (byThread.get(thread) ?? 0) + Math.min(delayUs, overlapUs));
  }
  return Math.max(0, ...byThread.values());
}

const part = (us: number, text: (duration: string) => string): string[] => (us > 0 ? [text(formatDurationUs(us))] : []);
