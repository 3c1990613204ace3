// Everything of a timeline that is worth a line, in the order of time; runs of the same thing become one entry.

import { clipCall } from './clip-call.js';
import type { CallBar, Passage, RunReport, Timeline } from './run-report.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatDurationUs, formatSize } from '../../vocabulary/units.js';

export interface StoryEntry {
  readonly atUs: number;
  readonly who: string;
  /** Made only for the few that are shown. */
  readonly text: () => string;
  readonly proves: boolean;
  readonly isFault: boolean;
  /** Neighbours with the same group may be told together. */
  readonly group: string | undefined;
  readonly sizeBytes: number;
  readonly untilUs: number;
}

const RUN_LENGTH = 3;

export function storyEntries({ timeline, pieces }: Pick<RunReport, 'timeline' | 'pieces'>): readonly StoryEntry[] {
  const proofs = new Set<Seq>(
    pieces.filter(({ outcome }) => outcome !== 'held').flatMap(({ evidence }) => evidence.map(({ seq }) => seq)),
  );
  const entries = [
    ...stepEntries(timeline),
    ...faultEntries(timeline),
    ...programEntries(timeline, proofs),
    ...wireEntries(timeline, proofs),
  ];
  const { cleanupUs } = timeline;
  const told = entries.filter(({ atUs, proves }) => proves || cleanupUs === undefined || atUs <= cleanupUs);
  return foldRuns(told.toSorted((a, b) => a.atUs - b.atUs));
}

const plain = { proves: false, isFault: false, group: undefined, sizeBytes: 0 };

/** Only steps that did not do what they should: the others show in what the programs do. */
function stepEntries({ steps }: Timeline): StoryEntry[] {
  return steps
    .filter(({ outcome }) => outcome === 'missed' || outcome === 'failed')
    .map(({ untilUs, label, outcome }) => ({
      ...plain,
      atUs: untilUs,
      untilUs,
      who: 'harness',
      text: () => `${outcome}: ${label}`,
      proves: true,
    }));
}

function faultEntries({ faults, troubles, durationUs, cleanupUs }: Timeline): StoryEntry[] {
  const entries: StoryEntry[] = troubles.map(({ atUs, text }) => ({
    ...plain,
    atUs,
    untilUs: atUs,
    who: 'harness',
    text: () => text,
    proves: true,
  }));
  for (const { name, text, link, program, fromUs, untilUs, receipt } of faults) {
    const target = link ?? program;
    const where = target === undefined || text.includes(target) ? '' : ` on ${target}`;
    const proof = receipt?.left === false ? ', but left no receipt' : '';
    entries.push({
      ...plain,
      atUs: fromUs,
      untilUs: fromUs,
      who: 'fault',
      text: () => `${name} begins: ${text}${where}${proof}`,
      isFault: true,
    });
    if (untilUs > fromUs && untilUs < Math.min(durationUs, cleanupUs ?? durationUs)) {
      entries.push({ ...plain, atUs: untilUs, untilUs, who: 'fault', text: () => `${name} healed`, isFault: true });
    }
  }
  return entries;
}

function programEntries({ lanes, cleanupUs, durationUs }: Timeline, proofs: ReadonlySet<Seq>): StoryEntry[] {
  const endUs = cleanupUs ?? durationUs;
  return lanes.flatMap(({ program, calls, output, marks, runs }) => [
    ...calls.map((call) => callEntry(clipCall(call, endUs), program, isProof(call, proofs))),
    ...output.map(({ seq, atUs, stream, text }) => ({
      ...plain,
      atUs,
      untilUs: atUs,
      who: program,
      text: () => `${stream}: ${text}`,
      proves: proofs.has(seq),
      group: `${program}/${stream}`,
    })),
    ...marks.map(({ seq, atUs, text, kind }) => ({
      ...plain,
      atUs,
      untilUs: atUs,
      who: kind === 'kernel' ? 'kernel' : program,
      text: () => text,
      proves: proofs.has(seq),
    })),
    ...runs
      .filter(({ exited }) => exited)
      .map(({ untilUs, ending, exitedSeq }) => ({
        ...plain,
        atUs: untilUs,
        untilUs,
        who: program,
        text: () => ending,
        proves: exitedSeq !== undefined && proofs.has(exitedSeq),
      })),
  ]);
}

const isProof = ({ seq, enteredSeq }: CallBar, proofs: ReadonlySet<Seq>): boolean =>
  proofs.has(seq) || (enteredSeq !== undefined && proofs.has(enteredSeq));

function callEntry(call: CallBar, program: string, proves: boolean): StoryEntry {
  const { name, state, timeoutS, fromUs, untilUs, sizeBytes, invocation } = call;
  const ending = state === 'open' ? `${invocation} still waiting` : call.text;
  const timeout = state !== 'ok' && typeof timeoutS === 'number' ? ` (timeout ${timeoutS} s)` : '';
  return {
    atUs: fromUs,
    untilUs,
    who: program,
    text: () => `${ending} after ${formatDurationUs(untilUs - fromUs)}${timeout}`,
    proves,
    isFault: false,
    group: state === 'ok' && !proves ? `${program}/${name}()` : undefined,
    sizeBytes: sizeBytes ?? 0,
  };
}

function wireEntries({ links }: Timeline, proofs: ReadonlySet<Seq>): StoryEntry[] {
  return links.flatMap(({ link, connections }) =>
    connections.flatMap(({ connection, passages, ends, dialFailed }) => {
      const who = `${link} #${connection}`;
      return [
        ...passages.map((passage) => ({
          ...plain,
          atUs: passage.fromUs,
          untilUs: passage.untilLastUs ?? passage.fromLastUs,
          who,
          text: () => describePassage(passage),
          proves: proofs.has(passage.receivedSeq) || (passage.sentSeq !== undefined && proofs.has(passage.sentSeq)),
          group: `${who}/${passage.stream}`,
          sizeBytes: passage.sizeBytes,
        })),
        ...ends.map(({ seq, fromUs, from, to, text }) => ({
          ...plain,
          atUs: fromUs,
          untilUs: fromUs,
          who,
          text: () => (from === 'proxy' ? `${text} → ${to}` : `${from} → ${to} ${text}`),
          proves: proofs.has(seq),
        })),
        ...(dialFailed === undefined
          ? []
          : [
              {
                ...plain,
                atUs: dialFailed.atUs,
                untilUs: dialFailed.atUs,
                who,
                text: () => `the server can't be reached: ${dialFailed.errno}`,
              },
            ]),
      ];
    }),
  );
}

/** `client → server 4 B "ciao"`, `server → client 4 B "ciao" held 2 s`, `… never handed on`. */
export function describePassage({ stream, sizeBytes, preview, fromUs, untilLastUs }: Passage): string {
  const way = stream === 'upstream' ? 'client → server' : 'server → client';
  const bytes = `${formatSize(sizeBytes)}${isTelling({ preview, sizeBytes }) ? ` ${preview}` : ''}`;
  if (untilLastUs === undefined) return `${way} ${bytes} never handed on`;
  const heldUs = untilLastUs - fromUs;
  return heldUs < 10_000 ? `${way} ${bytes}` : `${way} ${bytes} held ${formatDurationUs(heldUs)}`;
}

/** The first bytes of a long binary chunk say nothing to anybody. */
export const isTelling = ({ preview, sizeBytes }: Pick<Passage, 'preview' | 'sizeBytes'>): boolean =>
  preview !== undefined && (preview.startsWith('"') || sizeBytes <= 8);

/** Three or more neighbours of one group become one entry; of output the last line is kept (where a traceback says why). */
function foldRuns(entries: readonly StoryEntry[]): readonly StoryEntry[] {
  const folded: StoryEntry[] = [];
  let start = 0;
  while (start < entries.length) {
    const first = entries[start] as StoryEntry; // start is within entries
    let end = start + 1;
    while (first.group !== undefined && !first.proves && canFollow(first, entries[end])) end += 1;
    if (end - start < RUN_LENGTH) folded.push(...entries.slice(start, end));
    else folded.push(foldOne(entries.slice(start, end), first));
    start = end;
  }
  return folded;
}

const canFollow = (first: StoryEntry, next: StoryEntry | undefined): boolean =>
  next !== undefined && next.group === first.group && !next.proves;

function foldOne(run: readonly StoryEntry[], first: StoryEntry): StoryEntry {
  const last = run.at(-1) ?? first;
  const sizeBytes = run.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const isOutput = first.group?.endsWith('/stdout') === true || first.group?.endsWith('/stderr') === true;
  const text = (): string =>
    isOutput
      ? `${last.text()} (the last of ${run.length} lines)`
      : `${first.text()} … ×${run.length}, ${formatSize(sizeBytes)} in ${formatDurationUs(last.untilUs - first.atUs)}`;
  return { ...first, text, sizeBytes, untilUs: last.untilUs };
}
