// What of a timeline is drawn: everything in a small run; in a big one neighbours are drawn as one, but never what proves a
// verdict. This bounds the picture however long the record is.

import { clipCall } from '../clip-call.js';
import type {
  CallBar,
  LinkLane,
  OutputMark,
  Passage,
  ProgramLane,
  ProgramMark,
  ProgramSpan,
  RunReport,
  Timeline,
  WireConnection,
} from '../run-report.js';
import type { Seq } from '../../../vocabulary/time.js';
import { formatSize } from '../../../vocabulary/units.js';

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

export interface DrawnLane extends ProgramLane {
  readonly omittedLines: number;
}

export interface Digest extends Omit<Timeline, 'lanes' | 'links'> {
  readonly lanes: readonly DrawnLane[];
  readonly links: readonly DrawnLink[];
}

const CALLS = 28;
const CALL_RUN = 4;
const LONG_RUN = 6;
/** Calls on either side of one that proves, which are drawn by themselves; and around how many of these. */
const NEAR = 4;
const PROOFS = 4;
const LONG_US = 20_000;
const PASSAGES = 16;
const CONNECTIONS = 10;
const LINES = 12;
const MARKS = 16;
const STEPS = 60;
const BANDS = 12;

export function digest({ timeline, pieces }: RunReport): Digest {
  const calls = new Set<Seq>(pieces.flatMap(({ evidence }) => evidence.map(({ seq }) => seq)));
  // Bytes that arrived as they should need not be drawn one by one.
  const others = pieces.filter(({ outcome }) => outcome !== 'held');
  const bytes = new Set<Seq>(others.flatMap(({ evidence }) => evidence.map(({ seq }) => seq)));
  const endUs = timeline.cleanupUs ?? timeline.durationUs;
  return {
    ...timeline,
    lanes: timeline.lanes.map((lane) => digestLane(lane, calls, endUs)),
    links: timeline.links.map((link) => digestLink(link, bytes, endUs)),
    faults: timeline.faults
      .slice(0, BANDS)
      .map((band) => ({ ...band, untilUs: Math.min(band.untilUs, Math.max(endUs, band.fromUs)) })),
    steps: timeline.steps.slice(0, STEPS),
  };
}

function digestLane(lane: ProgramLane, proofs: ReadonlySet<Seq>, endUs: number): DrawnLane {
  const early = lane.calls.filter(({ fromUs }) => fromUs <= endUs).map((call) => clipCall(call, endUs));
  const output = foldOutput(lane.output.filter(({ atUs }) => atUs <= endUs));
  return {
    ...lane,
    runs: lane.runs.filter(({ fromUs }) => fromUs <= endUs).map((run) => clipSpan(run, endUs)),
    calls: bucketCalls(foldCalls(early, proofs), proofs),
    output: edges(output, LINES, proofs),
    omittedLines: Math.max(0, output.length - LINES),
    marks: edges(
      lane.marks.filter(({ atUs }) => atUs <= endUs),
      MARKS,
      proofs,
    ),
  };
}

/** Nor does what ends a program then. */
const clipSpan = (run: ProgramSpan, endUs: number): ProgramSpan =>
  run.untilUs <= endUs ? run : { ...run, untilUs: endUs, exited: false };

/** The same call again and again. */
function foldCalls(calls: readonly CallBar[], proofs: ReadonlySet<Seq>): readonly CallBar[] {
  const folds = (call: CallBar): boolean => call.state === 'ok' && !proofs.has(call.seq);
  return runsOf(calls, (first, next) => folds(first) && folds(next) && first.name === next.name).flatMap((run) => {
    const least = run.some(({ fromUs, untilUs }) => untilUs - fromUs >= LONG_US) ? LONG_RUN : CALL_RUN;
    return run.length < least ? run : [mergeCalls(run)];
  });
}

function bucketCalls(calls: readonly CallBar[], proofs: ReadonlySet<Seq>): readonly CallBar[] {
  const size = Math.ceil(calls.length / CALLS);
  if (size <= 1) return calls;
  const proved = calls.flatMap(({ seq }, index) => (proofs.has(seq) ? [index] : []));
  const near = new Set(
    proved.slice(0, PROOFS).flatMap((index) => calls.slice(Math.max(0, index - NEAR), index + NEAR + 1)),
  );
  const loose = (call: CallBar): boolean => !near.has(call) && !proofs.has(call.seq);
  return runsOf(calls, (first, next) => loose(first) && loose(next)).flatMap((run) =>
    chunksOf(run, size).map((part) => (part.length === 1 ? (part[0] as CallBar) : mergeCalls(part))),
  );
}

function mergeCalls(calls: readonly CallBar[]): CallBar {
  const first = calls[0] as CallBar; // never called with none
  const names = [...new Set(calls.map(({ name }) => name))];
  const sizeBytes = calls.reduce((sum, call) => sum + (call.sizeBytes ?? 0), 0);
  const invocation = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''} ×${calls.length}`;
  const result = sizeBytes === 0 ? 'ok' : formatSize(sizeBytes);
  const untilUs = calls.reduce((last, call) => Math.max(last, call.untilUs), 0);
  return { ...first, name: names.join(' '), untilUs, invocation, result, text: `${invocation} → ${result}`, sizeBytes };
}

/** Lines that come in one go (a traceback): the last one says why. */
function foldOutput(output: readonly OutputMark[]): readonly OutputMark[] {
  return runsOf(output, (first, next) => first.stream === next.stream && next.atUs - first.atUs < LONG_US).flatMap(
    (run) => {
      const last = run.at(-1);
      return run.length < 3 || last === undefined
        ? run
        : [{ ...last, text: `${last.text} (+${run.length - 1} lines)` }];
    },
  );
}

function digestLink(link: LinkLane, proofs: ReadonlySet<Seq>, endUs: number): DrawnLink {
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

function edges<T extends OutputMark | ProgramMark>(
  all: readonly T[],
  limit: number,
  proofs: ReadonlySet<Seq>,
): readonly T[] {
  if (all.length <= limit) return all;
  return all.filter(({ seq }, index) => index < limit / 2 || index >= all.length - limit / 2 || proofs.has(seq));
}

/** Splits into runs in which each item goes with the first one of its run. */
function runsOf<T>(items: readonly T[], together: (first: T, next: T) => boolean): readonly (readonly T[])[] {
  const runs: T[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const first = run?.[0];
    if (run !== undefined && first !== undefined && together(first, item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  for (let index = 0; index < items.length; index += size) chunks.push(items.slice(index, index + size));
  return chunks;
}
