// What receipts look for in the flows of a connection. Only bytes, times and endings count: the proxy may be a foreign one
// that was watched by a tap on either side. Where chunks were recorded together, bounds are used that hold for each of them.

import { seqOf, type Seq } from '../../vocabulary/time.js';
import { sinkOf, sourceOf, type Side } from '../../vocabulary/network.js';
import type { ConnectionFlows, FlowChunk, FlowEnd } from '../../record/flows.js';
import type { Receipt } from '../receipt.js';
import type { ToxicEvidence } from './toxic.js';

/** One connection, searched: the evidence, or what came nearest to it. */
export type Searched = { readonly found: string; readonly evidence: readonly Seq[] } | { readonly near: string };

export interface Search {
  /** Completes "looked for …". */
  readonly lookedFor: string;
  readonly find: (connection: ConnectionFlows) => Searched;
  /** What the author may try. */
  readonly hint: string;
  /** The toxic can act on a connection on which nothing is sent. */
  readonly withoutBytes?: true;
}

/** Searches each connection for the effect: one is enough. */
export function receiptFrom(evidence: ToxicEvidence, search: Search): Receipt {
  const missing = (seen: string, hint: string): Receipt => ({
    left: false,
    explanation: `looked for ${search.lookedFor}; ${seen}. Try: ${hint}`,
    evidence: [],
  });
  if (evidence.toxicity <= 0)
    return missing('toxicity 0 applies to no connection', 'a toxicity above 0, or leave it out');
  if (evidence.connections.length === 0) {
    return missing(
      'no connection passed the link while the toxic was there',
      'inject it before the client is started, and see that the client connects to the link',
    );
  }
  const seen: string[] = [];
  for (const connection of evidence.connections) {
    const searched = search.find(connection);
    if ('found' in searched) {
      return {
        left: true,
        explanation: `connection ${connection.connection}: ${searched.found}`,
        evidence: searched.evidence,
      };
    }
    seen.push(`on connection ${connection.connection}: ${searched.near}`);
  }
  const quiet =
    search.withoutBytes !== true && evidence.connections.every((each) => each[evidence.stream].received.length === 0);
  const hint = quiet
    ? `let bytes pass in the ${evidence.stream} stream; did you mean stream: ${evidence.stream === 'upstream' ? 'downstream' : 'upstream'}?`
    : search.hint;
  const chance =
    evidence.toxicity < 1
      ? ` (toxicity ${evidence.toxicity}: it may have applied to none; raise it, connect more often, or choose another seed)`
      : '';
  return missing(firstFew(seen) + chance, hint);
}

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

/** How the stream's source ended it, if that was while the toxic was there. */
export function sourceEnd(connection: ConnectionFlows, evidence: ToxicEvidence): FlowEnd | undefined {
  const end = connection.endedByPeer[sourceOf(evidence.stream)];
  return end !== undefined && end.atUs >= evidence.injectedUs && end.atUs <= evidence.healedUs ? end : undefined;
}

/** An end towards `side`, while the toxic was there, that no peer had asked for. */
export function proxyMadeEnd(connection: ConnectionFlows, evidence: ToxicEvidence, side: Side): FlowEnd | undefined {
  const end = connection.endedByProxy[side];
  if (end === undefined || end.atUs < evidence.injectedUs || end.atUs > evidence.healedUs) return undefined;
  const peer = connection.endedByPeer[side === 'client' ? 'server' : 'client'];
  return peer !== undefined && peer.atUs <= end.atUs ? undefined : end;
}

export interface Pace {
  readonly sizeBytes: number;
  readonly tookUs: number;
  readonly evidence: readonly Seq[];
}

/** How many bytes were sent while the toxic was there, and how long after the first of them had come in. */
export function paceOf(connection: ConnectionFlows, evidence: ToxicEvidence): Pace | undefined {
  const { received, sent } = connection[evidence.stream];
  const from = received.find((chunk) => chunk.atUs >= evidence.injectedUs);
  const during = sent.filter((chunk) => chunk.atUs >= (from?.atUs ?? 0) && chunk.untilUs <= evidence.healedUs);
  const last = during.at(-1);
  if (from === undefined || last === undefined) return undefined;
  const sizeBytes = totalOf(during.filter((chunk) => chunk.offsetBytes >= from.offsetBytes));
  return { sizeBytes, tookUs: last.untilUs - from.atUs, evidence: [from.seq, last.seq] };
}

export interface SliceCount {
  readonly received: number;
  readonly sent: number;
  readonly sentBytes: number;
  readonly tookUs: number;
  readonly evidence: readonly Seq[];
}

/** How many chunks went in, and in how many pieces the same bytes came out, while the toxic was there. */
export function slicesOf(connection: ConnectionFlows, evidence: ToxicEvidence): SliceCount | undefined {
  const { received, sent } = connection[evidence.stream];
  const during = sent.filter((chunk) => chunk.atUs >= evidence.injectedUs && chunk.atUs <= evidence.healedUs);
  const [first, last] = [during[0], during.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const until = last.offsetBytes + last.sizeBytes;
  const sources = received.filter(
    (chunk) => chunk.offsetBytes < until && chunk.offsetBytes + chunk.sizeBytes > first.offsetBytes,
  );
  return {
    received: countOf(sources),
    sent: countOf(during),
    sentBytes: totalOf(during),
    tookUs: last.untilUs - first.atUs,
    evidence: [sources[0]?.seq ?? seqOf(0), first.seq, last.seq],
  };
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

const totalOf = (chunks: readonly FlowChunk[]): number => chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
const countOf = (chunks: readonly FlowChunk[]): number => chunks.reduce((sum, { chunks: count }) => sum + count, 0);

const listed = (end: { readonly atUs: number } | undefined, what: string): readonly { atUs: number; what: string }[] =>
  end === undefined ? [] : [{ atUs: end.atUs, what }];

function firstFew(seen: readonly string[]): string {
  return seen.length <= 3
    ? seen.join('; ')
    : `${seen.slice(0, 3).join('; ')}; and so on for ${seen.length} connections`;
}
