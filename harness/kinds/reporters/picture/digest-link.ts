// What of a link is drawn: few connections as they are; of many, and of many bytes, neighbours as one, but never what proves a
// verdict.

import type { LinkLane, Passage, WireConnection } from '../run-report.js';
import type { Seq } from '../../../vocabulary/time.js';
import { chunksOf, runsOf } from './runs-of.js';

export interface DrawnPassage extends Passage {
  /** How many passages are drawn as this one. */
  readonly count: number;
}

export interface DrawnConnection extends Omit<WireConnection, 'passages'> {
  readonly passages: readonly DrawnPassage[];
}

export interface DrawnLink extends Omit<LinkLane, 'connections'> {
  readonly connections: readonly DrawnConnection[];
  readonly omitted: number;
}

const PASSAGES = 16;
const CONNECTIONS = 10;

/** `proofs`: the events that a verdict other than held rests on; `endUs`: when the steps were over. */
export function digestLink(link: LinkLane, proofs: ReadonlySet<Seq>, endUs: number): DrawnLink {
  const interesting = ({ passages, ends }: WireConnection): boolean =>
    ends.some(({ seq }) => proofs.has(seq)) || passages.some(({ receivedSeq }) => proofs.has(receivedSeq));
  const early = link.connections.filter((connection) => connection.openedUs <= endUs);
  // Those that a verdict rests on, then the last ones and the first ones.
  const others = early.filter((connection) => !interesting(connection));
  const last = others.slice(-CONNECTIONS / 2);
  const kept = [...early.filter(interesting), ...last, ...others.slice(0, -CONNECTIONS / 2)]
    .slice(0, CONNECTIONS)
    .toSorted((a, b) => a.connection - b.connection);
  const total = kept.reduce((sum, { passages }) => sum + passages.length, 0);
  const size = Math.ceil(total / PASSAGES);
  return {
    ...link,
    omitted: early.length - kept.length,
    connections: kept.map((connection) => ({
      ...connection,
      passages: bucketPassages(clipPassages(connection.passages, endUs), proofs, size),
      ends: connection.ends
        .filter(({ fromUs }) => fromUs <= endUs)
        .map((end) => ((end.untilUs ?? 0) > endUs ? { ...end, untilUs: undefined } : end)),
    })),
  };
}

/** What the clean-up lets out of the wire was still in it when the steps were over. */
function clipPassages(passages: readonly Passage[], endUs: number): readonly Passage[] {
  return passages
    .filter(({ fromUs }) => fromUs <= endUs)
    .map((passage) =>
      (passage.untilUs ?? 0) > endUs ? { ...passage, untilUs: undefined, untilLastUs: undefined } : passage,
    );
}

function bucketPassages(passages: readonly Passage[], proofs: ReadonlySet<Seq>, size: number): readonly DrawnPassage[] {
  if (size <= 1) return passages.map((passage) => ({ ...passage, count: 1 }));
  const loose = (passage: Passage): boolean => !proofs.has(passage.receivedSeq);
  const alike = (first: Passage, next: Passage): boolean =>
    loose(first) &&
    loose(next) &&
    first.stream === next.stream &&
    (first.untilUs === undefined) === (next.untilUs === undefined);
  return runsOf(passages, alike).flatMap((run) => chunksOf(run, size).map(mergePassages));
}

function mergePassages(passages: readonly Passage[]): DrawnPassage {
  const first = passages[0] as Passage; // never called with none
  const last = passages.at(-1) ?? first;
  const sizeBytes = passages.reduce((sum, passage) => sum + passage.sizeBytes, 0);
  return {
    ...first,
    sizeBytes,
    fromLastUs: last.fromLastUs,
    untilLastUs: last.untilLastUs,
    preview: passages.length === 1 ? first.preview : undefined,
    count: passages.length,
  };
}
