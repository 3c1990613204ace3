// What receipts look for in the flows of a connection. Only bytes, times and endings count: the proxy may be a foreign one
// that was watched by a tap on either side. Where chunks were recorded together, bounds are used that hold for each of them.

import { seqOf, type Seq } from '../../vocabulary/time.js';
import { describeRule, sinkOf, sourceOf, type Side } from '../../vocabulary/network.js';
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
    const rule = evidence.rule === undefined ? '' : ` that is ${describeRule(evidence.rule)}`;
    return missing(
      `no connection${rule} passed the link while the toxic was there`,
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

/** Bytes that were sent in the stream while the toxic was there. Some may have been received before it. */
export function sentSince(connection: ConnectionFlows, evidence: ToxicEvidence): number {
  const { sent } = connection[evidence.stream];
  return totalOf(sent.filter(({ atUs }) => atUs >= evidence.injectedUs && atUs <= evidence.healedUs));
}

/** The first bytes of either stream that came while the toxic was there and were never sent. */
export function bytesMissing(
  connection: ConnectionFlows,
  { injectedUs, healedUs }: ToxicEvidence,
): { readonly atUs: number; readonly evidence: readonly Seq[] } | undefined {
  for (const { received, sent } of [connection.upstream, connection.downstream]) {
    const sentBytes = totalOf(sent);
    const first = received.find(({ offsetBytes, sizeBytes }) => offsetBytes + sizeBytes > sentBytes);
    if (first !== undefined && first.untilUs >= injectedUs && first.atUs <= healedUs) {
      return { atUs: first.untilUs, evidence: [first.seq] };
    }
  }
  return undefined;
}

/** How the stream's source ended it while the toxic was there, if its sink was not told for `leastUs`. */
export function heldEnd(connection: ConnectionFlows, evidence: ToxicEvidence, leastUs: number): FlowEnd | undefined {
  const end = sourceEnd(connection, evidence);
  const toldUs = connection.endedByProxy[sinkOf(evidence.stream)]?.atUs ?? connection.closed?.atUs ?? Infinity;
  return end !== undefined && Math.min(toldUs, evidence.healedUs) - end.atUs >= leastUs ? end : undefined;
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

export const totalOf = (chunks: readonly FlowChunk[]): number =>
  chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
const countOf = (chunks: readonly FlowChunk[]): number => chunks.reduce((sum, { chunks: count }) => sum + count, 0);

function firstFew(seen: readonly string[]): string {
  return seen.length <= 3
    ? seen.join('; ')
    : `${seen.slice(0, 3).join('; ')}; and so on for ${seen.length} connections`;
}
