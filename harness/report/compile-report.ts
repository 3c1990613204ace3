// Scenario + record + verdicts → RunReport, the view model that every reporter draws. Pure, linear in the record's length.

import { buildTimeline, endOf } from './build-timeline.js';
import { describeEvent, type EventContext } from './describe-event.js';
import { overviewOf } from '../kinds/reporters/overview.js';
import { storyOf } from '../kinds/reporters/story.js';
import type { FrameLine, ReportPiece, RunReport, Timeline } from '../kinds/reporters/run-report.js';
import { findPiece } from '../judge/index.js';
import type { RunVerdict, Verdict } from '../judge/verdict.js';
import type { MeantVerdict } from '../kinds/reporters/meant-verdict.js';
import type { RunRecord } from '../record/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Span } from '../vocabulary/problems.js';
import { shellWord } from '../vocabulary/shell-word.js';
import type { Seq } from '../vocabulary/time.js';

export interface ReportFacts {
  readonly scenario: Scenario;
  readonly record: RunRecord;
  readonly verdicts: RunVerdict;
  /** Texts of the files that spans point into, by `span.file`; without them no YAML lines are shown. */
  readonly sources?: ReadonlyMap<string, string>;
  /** How often it was run because it was inconclusive; default 1. */
  readonly attempts?: number;
  /** Folder with record, verdicts and pictures, as the user would write it. */
  readonly folder?: string | undefined;
  /** The command that runs just this scenario again; default: `npx guasto run FILE:LINE`. */
  readonly repeat?: string;
  /** Wall time of the run, µs; default: the record's. */
  readonly durationUs?: number;
  /** For `unsupported`: why; default: what the verdicts say. */
  readonly reason?: string | undefined;
}

const FRAME_LINES = 3;
const EVIDENCE_LINES = 12;

export function compileReport(facts: ReportFacts): RunReport {
  const { scenario, record, verdicts } = facts;
  const { identity } = scenario;
  const bare = verdicts.verdicts.map((verdict) => pieceOf(verdict, facts.sources));
  const timeline = buildTimeline({ scenario, record, verdicts, pieces: bare });
  const context = contextOf(timeline);
  const pieces = bare.map((piece) => withTexts(piece, record, context));
  const isTold = verdicts.outcome === 'broken' || verdicts.outcome === 'inconclusive';
  return {
    runId: record.header.runId,
    title: identity.title,
    file: identity.file,
    line: identity.line,
    row: identity.row,
    params: scenario.params,
    proves: scenario.proves,
    citation: scenario.citation,
    tags: scenario.tags,
    meant: meantOf(facts),
    outcome: verdicts.outcome,
    startedAt: record.header.startedAt,
    durationUs: facts.durationUs ?? endOf(record),
    reason: facts.reason ?? reasonOf(verdicts),
    pieces,
    attempts: facts.attempts ?? 1,
    folder: facts.folder,
    seed: record.header.seed,
    repeat: facts.repeat ?? `npx guasto run ${shellWord(`${identity.file}:${identity.line}`)}`,
    story: isTold ? storyOf({ timeline, pieces }) : [],
    overview: overviewOf(record, timeline),
    record,
    timeline,
  };
}

function meantOf({ scenario: { mustBreak }, verdicts }: ReportFacts): MeantVerdict | undefined {
  if (mustBreak === undefined) return undefined;
  const { verdict, at, because } = mustBreak;
  const piece = findPiece(verdicts, { outcome: verdict, at, because });
  return { verdict, at, met: verdicts.outcome === verdict && piece !== undefined };
}

/** How long the bytes of each `chunk.received` were held, from the passages; each fault in its kind's words. */
export function contextOf(timeline: Timeline): EventContext {
  const held = new Map<Seq, number | undefined>();
  for (const { connections } of timeline.links) {
    for (const { passages } of connections) {
      for (const { receivedSeq, fromUs, untilLastUs } of passages) {
        const before = held.has(receivedSeq) ? held.get(receivedSeq) : 0;
        const now = untilLastUs === undefined ? undefined : untilLastUs - fromUs;
        held.set(receivedSeq, before === undefined || now === undefined ? undefined : Math.max(before, now));
      }
    }
  }
  const faults = new Map(timeline.faults.map(({ seq, text }) => [seq, text]));
  return { heldUs: (received) => held.get(received), faultText: (injected) => faults.get(injected) };
}

function pieceOf(verdict: Verdict, sources: ReadonlyMap<string, string> | undefined): ReportPiece {
  const frame = frameOf(verdict.span, sources?.get(verdict.span.file));
  return {
    subject: verdict.subject,
    label: verdict.label,
    clause: verdict.clause,
    outcome: verdict.outcome,
    expected: verdict.expected,
    actual: verdict.actual,
    ...(verdict.hint === undefined ? {} : { hint: verdict.hint }),
    span: verdict.span,
    sourceLine: frame.at(-1)?.text ?? '',
    frame,
    evidence: fewOf(verdict.evidence).map((seq) => ({ seq, atUs: 0, text: '' })),
    ...(verdict.timing === undefined ? {} : { timing: verdict.timing }),
  };
}

function withTexts(piece: ReportPiece, { events }: RunRecord, context: EventContext): ReportPiece {
  const evidence = piece.evidence.flatMap(({ seq }) => {
    const event = events[seq];
    return event === undefined ? [] : [{ seq, atUs: event.atUs, text: describeEvent(event, context) }];
  });
  return { ...piece, evidence };
}

function frameOf(span: Span, source: string | undefined): readonly FrameLine[] {
  if (source === undefined) return [];
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, span.line - FRAME_LINES + 1);
  const frame = lines.slice(first - 1, span.line).map((text, index) => ({ line: first + index, text }));
  const blank = frame.findLastIndex(({ text }, index) => text.trim() === '' && index < frame.length - 1);
  return frame.slice(blank + 1);
}

/** The first and the last ones, where a verdict rests on very many. */
function fewOf(evidence: readonly Seq[]): readonly Seq[] {
  if (evidence.length <= EVIDENCE_LINES) return evidence;
  const half = EVIDENCE_LINES / 2;
  return [...evidence.slice(0, half), ...evidence.slice(-half)];
}

function reasonOf({ outcome, verdicts }: RunVerdict): string | undefined {
  if (outcome !== 'unsupported') return undefined;
  const missing = verdicts.filter((verdict) => verdict.outcome === 'unsupported');
  return missing.map(({ actual }) => actual).join('; ') || undefined;
}
