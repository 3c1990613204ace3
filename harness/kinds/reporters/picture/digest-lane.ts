// What of a program is drawn: few calls and lines as they are; of many, neighbours as one, but never what proves a verdict.

import { clipCall } from '../clip-call.js';
import type { CallBar, OutputMark, ProgramLane, ProgramMark, ProgramSpan } from '../run-report.js';
import type { Seq } from '../../../vocabulary/time.js';
import { formatSize } from '../../../vocabulary/units.js';
import { chunksOf, runsOf } from './runs-of.js';

const CALLS = 28;
const CALL_RUN = 4;
const LONG_RUN = 6;
/** Calls on either side of one that proves, which are drawn by themselves; and around how many of these. */
const NEAR = 4;
const PROOFS = 4;
const LONG_US = 20_000;
const LINES = 12;
const MARKS = 16;

/** `proofs`: the events that any verdict rests on; `endUs`: when the steps were over. */
export function digestLane(lane: ProgramLane, proofs: ReadonlySet<Seq>, endUs: number): ProgramLane {
  const early = lane.calls.filter(({ fromUs }) => fromUs <= endUs).map((call) => clipCall(call, endUs));
  const output = foldOutput(lane.output.filter(({ atUs }) => atUs <= endUs));
  return {
    ...lane,
    runs: lane.runs.filter(({ fromUs }) => fromUs <= endUs).map((run) => clipSpan(run, endUs)),
    calls: bucketCalls(foldCalls(early, proofs), proofs),
    output: edges(output, LINES, proofs),
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
  const untilUs = calls.reduce((last, call) => Math.max(last, call.untilUs), 0);
  const told = { state: stateOf(calls), result: resultOf(calls, sizeBytes) };
  return {
    ...first,
    ...told,
    name: names.join(' '),
    untilUs,
    invocation,
    text: `${invocation} → ${told.result}`,
    sizeBytes,
  };
}

/** The worst: what is drawn as one must not hide a call that failed. */
function stateOf(calls: readonly CallBar[]): CallBar['state'] {
  const states = new Set(calls.map(({ state }) => state));
  return states.has('raised') ? 'raised' : states.has('open') ? 'open' : 'ok';
}

/** `4 KiB, 2 raised` */
function resultOf(calls: readonly CallBar[], sizeBytes: number): string {
  const count = (wanted: CallBar['state']): number => calls.filter(({ state }) => state === wanted).length;
  const parts = [
    ...(sizeBytes === 0 ? [] : [formatSize(sizeBytes)]),
    ...(count('raised') === 0 ? [] : [`${count('raised')} raised`]),
    ...(count('open') === 0 ? [] : [`${count('open')} never returned`]),
  ];
  return parts.length === 0 ? 'ok' : parts.join(', ');
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

function edges<T extends OutputMark | ProgramMark>(
  all: readonly T[],
  limit: number,
  proofs: ReadonlySet<Seq>,
): readonly T[] {
  if (all.length <= limit) return all;
  return all.filter(({ seq }, index) => index < limit / 2 || index >= all.length - limit / 2 || proofs.has(seq));
}
