// Everything of a timeline that is worth a line, in the order of time; runs of the same thing become one entry.

import { clipCall } from './clip-call.js';
import type { CallBar, FaultBand, Passage, ProgramMark, RunReport, Timeline } from './run-report.js';
import type { Seq } from '../../vocabulary/time.js';
import { foldEntries, type Group, type StoryEntry } from './fold-entries.js';
import { formatDurationUs, formatSize } from '../../vocabulary/units.js';

/** Calls that make a socket ready: they move no byte and wait for nobody. */
const PREPARING: ReadonlySet<string> = new Set([
  'socket',
  'setsockopt',
  'getsockopt',
  'settimeout',
  'setblocking',
  'bind',
  'listen',
]);
const AT_ONCE_US = 10_000;

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
  return foldEntries(told.toSorted((a, b) => a.atUs - b.atUs));
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
  for (const fault of faults) {
    const { fromUs, untilUs, receipt } = fault;
    const what = describeFault(fault);
    const lasts = untilUs > fromUs;
    const proof = receipt?.left === false ? ', but left no receipt' : '';
    entries.push({
      ...plain,
      atUs: fromUs,
      untilUs: fromUs,
      who: 'fault',
      text: () => `${what}${lasts ? ' begins' : ''}${proof}`,
      isFault: true,
      proves: receipt?.left === false,
    });
    if (lasts && untilUs < Math.min(durationUs, cleanupUs ?? durationUs)) {
      entries.push({ ...plain, atUs: untilUs, untilUs, who: 'fault', text: () => `${what} healed`, isFault: true });
    }
  }
  return entries;
}

/** `latency 2 s on wire downstream`; with its name in front where that is the author's. */
function describeFault({ name, text, link, program }: FaultBand): string {
  const target = link ?? program;
  const where = target === undefined || text.includes(target) ? '' : ` on ${target}`;
  const isGiven = !/_(up|down)stream$|^(signal|link) /.test(name);
  return isGiven ? `${name}: ${text}${where}` : `${text}${where}`;
}

function programEntries({ lanes, faults, cleanupUs, durationUs }: Timeline, proofs: ReadonlySet<Seq>): StoryEntry[] {
  const endUs = cleanupUs ?? durationUs;
  // A signal that a fault sent is told as that fault.
  const isTold = ({ kind, atUs }: ProgramMark): boolean =>
    kind === 'signal' && faults.some(({ fault, fromUs }) => fault === 'signal' && Math.abs(fromUs - atUs) < AT_ONCE_US);
  return lanes.flatMap(({ program, calls, output, marks, runs }) => [
    ...calls.map((call) => callEntry(clipCall(call, endUs), program, isProof(call, proofs))),
    ...output.map(({ seq, atUs, stream, text }) => ({
      ...plain,
      atUs,
      untilUs: atUs,
      who: program,
      text: () => `${stream}: ${text}`,
      proves: proofs.has(seq),
      group: { key: `${program}/${stream}`, kind: 'output' as const },
    })),
    ...marks
      .filter((mark) => proofs.has(mark.seq) || !isTold(mark))
      .map(({ seq, atUs, text, kind }) => ({
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
  const { state, timeoutS, fromUs, untilUs, sizeBytes, invocation } = call;
  const ending = state === 'open' ? `${invocation} still waiting` : call.text;
  const timeout = state !== 'ok' && typeof timeoutS === 'number' ? ` (timeout ${timeoutS} s)` : '';
  return {
    atUs: fromUs,
    untilUs,
    who: program,
    text: () => `${ending} after ${formatDurationUs(untilUs - fromUs)}${timeout}`,
    proves,
    isFault: false,
    group: state === 'ok' && !proves ? groupOf(call, program) : undefined,
    sizeBytes: sizeBytes ?? 0,
  };
}

function groupOf({ name, invocation, fromUs, untilUs }: CallBar, program: string): Group {
  const isPreparing = PREPARING.has(name) && untilUs - fromUs < AT_ONCE_US;
  return isPreparing
    ? { key: `${program}/preparing`, kind: 'preparing', short: invocation }
    : { key: `${program}/${name}()`, kind: 'repeated' };
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
          group: { key: `${who}/${passage.stream}`, kind: 'repeated' as const },
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
