// How much of a call's lateness the machine itself explains: waiting for a CPU, a proxy's thread that came late, time
// that the hypervisor took away. Late beyond all of that is the program's own doing.

import { callEndUs, callsOf, type Call } from '../../../record/calls.js';
import { eventsOf, observedUntilUs } from '../../../record/moments.js';
import type { RunRecord } from '../../../record/run-record.js';
import type { Seq } from '../../../vocabulary/time.js';
import { formatDurationUs } from '../../../vocabulary/units.js';

export interface Noise {
  readonly totalUs: number;
  /** `waited 80 ms for a CPU, the proxy came up to 12 ms late`; empty if nothing was measured. */
  readonly parts: readonly string[];
  readonly evidence: readonly Seq[];
}

/** What was measured while the call ran. */
export function noiseDuring(record: RunRecord, call: Call): Noise {
  const window = { fromUs: call.startUs, untilUs: callEndUs(call, observedUntilUs(record)) };
  const samples = samplesIn(record, window);
  const own = call.returned?.data.runDelayUs ?? 0;
  const others = othersRunDelayUs(record, call, window);
  // One delay of each kind: measured attribution stays within 6 ms of the true lateness (client's and server's wait for
  // a CPU and the proxy thread's longest lag). More would excuse programs that are late by themselves.
  const proxy = Math.max(0, ...samples.map((sample) => sample.data.proxyLagUs ?? 0));
  const harness = Math.max(0, ...samples.map((sample) => sample.data.harnessLagUs));
  const steal = samples.reduce((sum, sample) => sum + (sample.data.stealUs ?? 0), 0);
  const lag = Math.max(proxy, harness);
  const parts = [
    part(own, (text) => `it waited ${text} for a CPU`),
    part(others, (text) => `other programs waited ${text} for a CPU`),
    part(lag, (text) => `the ${proxy >= harness ? 'proxy' : 'harness'} came up to ${text} late`),
    part(steal, (text) => `the hypervisor took ${text}`),
  ];
  return { totalUs: own + others + lag + steal, parts: parts.flat(), evidence: samples.map(({ seq }) => seq) };
}

interface Window {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** Each sample tells about the time since the sample before: those whose time overlaps the window. */
function samplesIn(record: RunRecord, { fromUs, untilUs }: Window) {
  const samples = eventsOf(record.events, 'noise.measured');
  return samples.filter((sample, index) => {
    const sinceUs = samples[index - 1]?.atUs ?? 0;
    return sample.atUs >= fromUs && sinceUs <= untilUs;
  });
}

/** The longest wait for a CPU of any one other thread, as far as it lies in the window. */
function othersRunDelayUs(record: RunRecord, call: Call, { fromUs, untilUs }: Window): number {
  const byThread = new Map<string, number>();
  for (const other of callsOf(record.events)) {
    const delayUs = other.returned?.data.runDelayUs ?? 0;
    if (delayUs === 0 || (other.pid === call.pid && other.thread === call.thread)) continue;
    const overlapUs = Math.min(untilUs, callEndUs(other, untilUs)) - Math.max(fromUs, other.startUs);
    if (overlapUs <= 0) continue;
    const thread = `${other.pid}\0${other.thread}`;
    byThread.set(thread, (byThread.get(thread) ?? 0) + Math.min(delayUs, overlapUs));
  }
  return Math.max(0, ...byThread.values());
}

const part = (us: number, text: (duration: string) => string): string[] => (us > 0 ? [text(formatDurationUs(us))] : []);
