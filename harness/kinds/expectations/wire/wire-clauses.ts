// Each clause of a `wire:` entry held against one connection.

import type { ConnectionFlows, Flow, FlowChunk, FlowEnd } from '../../../record/flows.js';
import { isComplete } from '../../../record/moments.js';
import type { RunRecord } from '../../../record/run-record.js';
import type { Side, Stream } from '../../../vocabulary/network.js';
import { describeBounds, isWithin, mayGrowWithin, type Bounds } from '../bounds.js';
import type { Finding } from '../expectation.js';
import { broken, exactSize, held, inconclusive, missing, plural, seqsOf } from '../verdict-words.js';
import type { WantedEnd, WantedEnds, WireSpec } from './wire-spec.js';

/** When the watching ended, µs: what comes later is the clean-up's doing. */
export interface Watched {
  readonly record: RunRecord;
  readonly untilUs: number;
}

/** The findings about one connection, one for each clause that the entry has (but `connections`). */
export function judgeConnection(watched: Watched, flows: ConnectionFlows, spec: WireSpec): readonly Finding[] {
  const streams: readonly Stream[] = spec.wire.stream === undefined ? ['upstream', 'downstream'] : [spec.wire.stream];
  const { bytes, offered, chunks, digest, echo } = spec;
  return [
    bytes === undefined
      ? []
      : streams.map((stream) => judgeAmount(watched, flows[stream], { clause: 'bytes', bounds: bytes })),
    offered === undefined
      ? []
      : streams.map((stream) => judgeAmount(watched, flows[stream], { clause: 'offered', bounds: offered })),
    chunks === undefined
      ? []
      : streams.map((stream) => judgeAmount(watched, flows[stream], { clause: 'chunks', bounds: chunks })),
    digest === undefined ? [] : streams.map((stream) => judgeDigest(flows, stream)),
    echo === undefined ? [] : judgeEcho(flows),
    judgeEnds(watched, flows, 'ended-by', spec['ended-by']),
    judgeEnds(watched, flows, 'ended-towards', spec['ended-towards']),
  ].flat();
}

interface Amount {
  readonly clause: 'bytes' | 'offered' | 'chunks';
  readonly bounds: Bounds;
}

function judgeAmount({ record, untilUs }: Watched, flow: Flow, { clause, bounds }: Amount): Finding {
  const pieces = (clause === 'offered' ? flow.received : flow.sent).filter(({ atUs }) => atUs <= untilUs);
  const amount = clause === 'chunks' ? sum(pieces, 'chunks') : sum(pieces, 'sizeBytes');
  const format = clause === 'chunks' ? (value: number): string => plural(value, 'piece') : exactSize;
  const did = clause === 'offered' ? 'was offered' : 'delivered';
  const texts = {
    clause,
    expected: `${nameOf(flow)} ${did} ${describeBounds(bounds, format)}`,
    actual: `${nameOf(flow)} ${did} ${format(amount)}${clause === 'bytes' ? ofOffered(flow) : ''}`,
    evidence: seqsOf(pieces.slice(-1)),
  };
  if (isWithin(amount, bounds)) {
    const mayStillGrow = bounds.exactly !== undefined || bounds.atMost !== undefined;
    return mayStillGrow && !isComplete(record) ? inconclusive(texts) : held(texts);
  }
  return mayGrowWithin(amount, bounds) ? missing(record, texts) : broken(texts);
}

const sum = (pieces: readonly FlowChunk[], what: 'chunks' | 'sizeBytes'): number =>
  pieces.reduce((total, piece) => total + piece[what], 0);

function ofOffered(flow: Flow): string {
  const [offered, delivered] = [sum(flow.received, 'sizeBytes'), sum(flow.sent, 'sizeBytes')];
  return offered === delivered ? '' : ` of the ${exactSize(offered)} that were offered`;
}

const nameOf = (flow: Flow): string => `${flow.link} #${flow.connection} ${flow.stream}`;

function judgeDigest(flows: ConnectionFlows, stream: Stream): Finding {
  const name = nameOf(flows[stream]);
  const totals = flows.closed?.data[stream];
  const expected = `${name} delivered byte for byte what it was offered`;
  if (totals === undefined) return notClosed(flows, { clause: 'digest', expected });
  const isEqual = totals.receivedSha256 === totals.sentSha256;
  const amounts =
    totals.receivedBytes === totals.sentBytes
      ? `${exactSize(totals.sentBytes)}`
      : `${exactSize(totals.sentBytes)} of ${exactSize(totals.receivedBytes)}`;
  const texts = {
    clause: 'digest',
    expected,
    actual: `${name} delivered ${amounts}, ${isEqual ? 'with equal digests' : 'with another digest'}`,
    evidence: seqsOf([flows.closed]),
  };
  return isEqual ? held(texts) : broken(texts);
}

function judgeEcho(flows: ConnectionFlows): Finding {
  const name = `${flows.link} #${flows.connection}`;
  const totals = flows.closed?.data;
  const expected = `${name}: the client is sent byte for byte what it had sent`;
  if (totals === undefined) return notClosed(flows, { clause: 'echo', expected });
  const { upstream, downstream } = totals;
  const texts = {
    clause: 'echo',
    expected,
    actual: `${name}: the client sent ${exactSize(upstream.receivedBytes)} and was sent ${exactSize(downstream.sentBytes)}`,
    evidence: seqsOf([flows.closed]),
  };
  if (upstream.receivedSha256 === downstream.sentSha256) return held(texts);
  const sameSize = upstream.receivedBytes === downstream.sentBytes;
  return broken(sameSize ? { ...texts, actual: `${texts.actual}, but not the same bytes` } : texts);
}

function notClosed(flows: ConnectionFlows, texts: { readonly clause: string; readonly expected: string }): Finding {
  return inconclusive({
    ...texts,
    actual: `the totals of ${flows.link} #${flows.connection} were not recorded`,
    evidence: seqsOf([flows.opened]),
  });
}

type EndsClause = 'ended-by' | 'ended-towards';

function judgeEnds(
  watched: Watched,
  flows: ConnectionFlows,
  clause: EndsClause,
  wanted: WantedEnds | undefined,
): readonly Finding[] {
  return Object.entries(wanted ?? {}).map(([side, end]) =>
    // The keys of WantedEnds are the two sides; the schema is strict.
    judgeEnd(watched, flows, { clause, side: side as Side, wanted: end as WantedEnd }),
  );
}

interface EndClaim {
  readonly clause: EndsClause;
  readonly side: Side;
  readonly wanted: WantedEnd;
}

function judgeEnd({ record, untilUs }: Watched, flows: ConnectionFlows, { clause, side, wanted }: EndClaim): Finding {
  const ends = clause === 'ended-by' ? flows.endedByPeer : flows.endedByProxy;
  const end = ends[side];
  const seen = end !== undefined && end.atUs <= untilUs ? end : undefined;
  const texts = {
    clause,
    expected: `${flows.link} #${flows.connection}: ${endText(clause, side, wanted)}`,
    actual: `${flows.link} #${flows.connection}: ${endText(clause, side, seen?.ending ?? 'open')}${reasonText(seen)}`,
    evidence: seqsOf([seen ?? flows.opened]),
  };
  if (wanted === (seen?.ending ?? 'open')) {
    return wanted === 'open' && !isComplete(record) ? inconclusive(texts) : held(texts);
  }
  return seen === undefined ? missing(record, texts) : broken(texts);
}

function endText(clause: EndsClause, side: Side, end: WantedEnd): string {
  if (clause === 'ended-by')
    return end === 'open' ? `the ${side} did not end it` : `the ${side} sent ${end.toUpperCase()}`;
  return end === 'open' ? `the ${side} was sent no end` : `the ${side} was sent ${end.toUpperCase()}`;
}

function reasonText(end: FlowEnd | undefined): string {
  if (end?.why === undefined) return '';
  return ` (${end.why === 'toxic' ? `by the toxic ${end.toxic ?? ''}` : end.why})`;
}
