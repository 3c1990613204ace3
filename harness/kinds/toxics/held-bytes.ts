// How long bytes stayed in the proxy, from the flows of a connection: those that were longest in it, those that never left
// it, and the first that were held up. Where chunks were recorded together, bounds are used that hold for each of them.

import type { ConnectionFlows, FlowChunk } from '../../record/flows.js';
import { sinkOf } from '../../vocabulary/network.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatDurationUs, formatSize } from '../../vocabulary/units.js';
import { totalOf } from './evidence.js';
import type { ToxicEvidence } from './toxic.js';

export interface Hold {
  readonly sizeBytes: number;
  readonly heldUs: number;
  /** They were handed on while the toxic was there; false: they were still in the proxy when `until` came. */
  readonly released: boolean;
  readonly until: string;
  readonly enough: boolean;
  readonly evidence: readonly Seq[];
}

/** A byte that has not been handed on for so long is held, not merely on its way. */
export const ON_ITS_WAY_US = 5_000;

/**
 * The bytes that were longest in the proxy while the toxic was there: enough if that is `leastUs` (less a millisecond for
 * rounding), or if they had not been handed on when the observation ended before it.
 */
export function longestHold(connection: ConnectionFlows, evidence: ToxicEvidence, leastUs: number): Hold | undefined {
  const { received, sent } = connection[evidence.stream];
  let longest: Hold | undefined;
  for (const [from, to] of passages(received, sent)) {
    if (from.untilUs < evidence.injectedUs || to.atUs > evidence.healedUs) continue;
    const lastByteTogether = from.offsetBytes + from.sizeBytes >= to.offsetBytes + to.sizeBytes;
    const heldUs = (lastByteTogether ? to.untilUs : to.atUs) - from.untilUs;
    if (longest !== undefined && heldUs <= longest.heldUs) continue;
    const sizeBytes = Math.min(from.sizeBytes, to.sizeBytes);
    const enough = heldUs >= leastUs - 1000;
    longest = { sizeBytes, heldUs, released: true, until: 'it was sent', enough, evidence: [from.seq, to.seq] };
  }
  if (longest?.enough === true) return longest;
  return keptTillTheEnd(connection, evidence, leastUs) ?? longest;
}

/** Bytes that came in while the toxic was there and were still in the proxy, or dropped, when the observation ended. */
export function keptTillTheEnd(
  connection: ConnectionFlows,
  evidence: ToxicEvidence,
  leastUs: number,
): Hold | undefined {
  const { received, sent } = connection[evidence.stream];
  const { atUs, what } = observedUntil(connection, evidence);
  const sentBytes = totalOf(sent.filter((chunk) => chunk.atUs <= atUs));
  const kept = received.filter((chunk) => chunk.untilUs <= atUs && chunk.offsetBytes + chunk.sizeBytes > sentBytes);
  const first = kept.find((chunk) => chunk.untilUs >= evidence.injectedUs);
  if (first === undefined) return undefined;
  const heldUs = atUs - first.untilUs;
  return {
    sizeBytes: totalOf(received) - sentBytes,
    heldUs,
    released: false,
    until: what,
    enough: heldUs >= Math.min(leastUs, ON_ITS_WAY_US),
    evidence: [first.seq],
  };
}

/** Until when the effect on a connection could be seen: the toxic's removal or the connection's end, whichever came first. */
export function observedUntil(
  connection: ConnectionFlows,
  evidence: ToxicEvidence,
): { readonly atUs: number; readonly what: string } {
  const sink = sinkOf(evidence.stream);
  const ends = [
    { atUs: evidence.healedUs, what: 'the toxic was removed or the run ended' },
    ...listed(connection.endedByProxy[sink], 'the proxy ended the connection'),
    ...listed(connection.closed, 'the connection was over'),
  ];
  return ends.reduce((first, each) => (each.atUs < first.atUs ? each : first));
}

export interface HeldBytes {
  /** How many bytes of the stream were sent before them, while the toxic was there. */
  readonly afterBytes: number;
  readonly sizeBytes: number;
  readonly receivedUs: number;
  readonly heldUs: number;
  readonly evidence: readonly Seq[];
}

/** The first bytes that came while the toxic was there and were not sent for `leastUs`. */
export function firstHeld(
  connection: ConnectionFlows,
  evidence: ToxicEvidence,
  leastUs: number,
): HeldBytes | undefined {
  const { received, sent } = connection[evidence.stream];
  const sentBefore = totalOf(sent.filter(({ atUs }) => atUs < evidence.injectedUs));
  for (const [from, to] of passages(received, sent)) {
    const heldUs = Math.min(to.atUs, evidence.healedUs) - from.untilUs;
    if (from.untilUs < evidence.injectedUs || heldUs < leastUs) continue;
    const atByte = Math.max(from.offsetBytes, to.offsetBytes);
    const sizeBytes = Math.min(from.offsetBytes + from.sizeBytes, to.offsetBytes + to.sizeBytes) - atByte;
    const seqs = [from.seq, to.seq];
    return { afterBytes: atByte - sentBefore, sizeBytes, receivedUs: from.untilUs, heldUs, evidence: seqs };
  }
  const sentBytes = totalOf(sent);
  const first = received.find(({ offsetBytes, sizeBytes }) => offsetBytes + sizeBytes > sentBytes);
  const heldUs = observedUntil(connection, evidence).atUs - (first?.untilUs ?? Infinity);
  if (first === undefined || first.untilUs < evidence.injectedUs || heldUs < leastUs) return undefined;
  const sizeBytes = totalOf(received) - sentBytes;
  return { afterBytes: sentBytes - sentBefore, sizeBytes, receivedUs: first.untilUs, heldUs, evidence: [first.seq] };
}

/**
 * Bytes that came and were handed on, while the toxic was in effect beyond doubt, within less than `leastUs`: it did nothing to
 * them. What a slow reader brings about looks like a toxic's work; this does not.
 */
export function handedOnWithin(
  connection: ConnectionFlows,
  { stream, surely }: ToxicEvidence,
  leastUs: number,
): string | undefined {
  if (surely === undefined) return undefined;
  const { received, sent } = connection[stream];
  for (const [from, to] of passages(received, sent)) {
    if (from.atUs < surely.fromUs || to.untilUs > surely.untilUs) continue;
    const heldUs = to.untilUs - from.atUs;
    if (heldUs < leastUs - 1000) {
      const sizeBytes = Math.min(from.sizeBytes, to.sizeBytes);
      return `${formatSize(sizeBytes)} were handed on within ${formatDurationUs(heldUs)}, and others waited for their reader`;
    }
  }
  return undefined;
}

/** Pairs of chunks that share bytes, in order. */
function* passages(
  received: readonly FlowChunk[],
  sent: readonly FlowChunk[],
): Generator<readonly [FlowChunk, FlowChunk]> {
  let index = 0;
  for (const to of sent) {
    for (
      let from = received[index];
      from !== undefined && from.offsetBytes < to.offsetBytes + to.sizeBytes;
      from = received[index]
    ) {
      if (from.offsetBytes + from.sizeBytes > to.offsetBytes) yield [from, to];
      if (from.offsetBytes + from.sizeBytes > to.offsetBytes + to.sizeBytes) break;
      index += 1;
    }
  }
}

const listed = (end: { readonly atUs: number } | undefined, what: string): readonly { atUs: number; what: string }[] =>
  end === undefined ? [] : [{ atUs: end.atUs, what }];
