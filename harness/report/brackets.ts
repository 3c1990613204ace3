// Where in the run each verdict was passed: the span of the very events that prove it, with the bounds that were set.

import { isSameSpan } from './fault-bands.js';
import type { ReportPiece, StepMark, TimelineBracket } from '../kinds/reporters/run-report.js';
import { isKind, type RunEvent } from '../record/event.js';
import type { Scenario } from '../scenario/scenario.js';

export interface BracketSources {
  readonly scenario: Scenario;
  readonly events: readonly RunEvent[];
  readonly pieces: readonly ReportPiece[];
  readonly steps: readonly StepMark[];
  /** The program whose port it is. */
  readonly portOwners: ReadonlyMap<number, string>;
  /** When the steps were over, or the record ends. */
  readonly stepsEndUs: number;
}

export function bracketsOf(sources: BracketSources): readonly TimelineBracket[] {
  return sources.pieces.flatMap((piece, index) => {
    const bracket = bracketOf(piece, index, sources);
    return bracket === undefined ? [] : [bracket];
  });
}

interface Range {
  readonly fromUs: number;
  readonly untilUs: number;
}

function bracketOf(piece: ReportPiece, index: number, sources: BracketSources): TimelineBracket | undefined {
  const events = piece.evidence.flatMap(({ seq }) => sources.events[seq] ?? []);
  const place = placeOf(piece, events, sources);
  const range =
    waitedFor(events, sources) ??
    stepRange(piece, sources) ??
    sampledRange(events, sources) ??
    rangeOf(piece, events) ??
    wholeRange(place, sources);
  if (range === undefined || piece.subject === 'receipt') return undefined;
  const bound = (us: number | undefined): number | undefined => (us === undefined ? undefined : range.fromUs + us);
  return {
    piece: index,
    ...place,
    ...range,
    atLeastUs: bound(piece.timing?.atLeastUs),
    atMostUs: bound(piece.timing?.atMostUs),
    outcome: piece.outcome,
    text: `${piece.clause}: expected ${piece.expected}`,
    seqs: piece.evidence.map(({ seq }) => seq),
  };
}

interface Place {
  readonly program: string | undefined;
  readonly link: string | undefined;
}

/** Where the events are that prove it; without any, whom the expectation names. */
function placeOf(piece: ReportPiece, events: readonly RunEvent[], { scenario, portOwners }: BracketSources): Place {
  if (events.length > 0 || piece.subject !== 'expectation') {
    return {
      program: onlyOne(events.map((event) => programOf(event, portOwners))),
      link: onlyOne(events.map((event) => ('link' in event.data ? event.data.link : undefined))),
    };
  }
  const expectation = scenario.expectations.find(
    ({ span, clauses }) =>
      isSameSpan(span, piece.span) || Object.values(clauses).some((each) => isSameSpan(each, piece.span)),
  );
  const named = textsIn(expectation?.spec);
  return {
    program: onlyOne(scenario.programs.map(({ name }) => (named.has(name) ? name : undefined))),
    link: onlyOne(scenario.links.map(({ name }) => (named.has(name) ? name : undefined))),
  };
}

function programOf(event: RunEvent, portOwners: ReadonlyMap<number, string>): string | undefined {
  if (isKind(event, 'tcp.sampled')) return portOwners.get(event.data.port);
  return 'program' in event.data ? event.data.program : undefined;
}

function textsIn(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string') found.add(value);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) textsIn(inner, found);
  return found;
}

/** What never happened did not happen in all the time in which it would have been seen. */
function wholeRange({ program, link }: Place, { events, stepsEndUs }: BracketSources): Range | undefined {
  if (program === undefined && link === undefined) return undefined;
  const start = events.find(
    ({ kind, data }) => kind === 'process.spawned' && (program === undefined || data.program === program),
  );
  return start === undefined ? undefined : { fromUs: start.atUs, untilUs: Math.max(start.atUs, stepsEndUs) };
}

/** A start alone proves only that nothing came after it: that was known when the steps were over. */
function waitedFor(events: readonly RunEvent[], { stepsEndUs }: BracketSources): Range | undefined {
  const isAll = events.length > 0 && events.every((event) => isKind(event, 'process.spawned'));
  return isAll ? { fromUs: stepsEndUs, untilUs: stepsEndUs } : undefined;
}

/** A state that was sampled lasts until it is sampled anew. */
function sampledRange(proofs: readonly RunEvent[], { events, stepsEndUs }: BracketSources): Range | undefined {
  const samples = proofs.filter((event) => isKind(event, 'tcp.sampled'));
  const [first, last] = [samples[0], samples.at(-1)];
  const others = proofs.filter(({ kind }) => kind !== 'tcp.sampled' && kind !== 'run.cleanup-started');
  if (first === undefined || last === undefined || others.length > 0) return undefined;
  const next = events.find(
    (event) => isKind(event, 'tcp.sampled') && event.data.port === last.data.port && event.atUs > last.atUs,
  );
  return { fromUs: first.atUs, untilUs: Math.max(last.atUs, next?.atUs ?? stepsEndUs) };
}

/** Of the call whose time was judged, if one was; else from the first event to the last. */
function rangeOf({ timing }: ReportPiece, events: readonly RunEvent[]): Range | undefined {
  const ranges = events.map(rangeOfEvent);
  const last = ranges.at(-1);
  if (last === undefined) return undefined;
  const whole = ranges.reduce((a, b) => ({
    fromUs: Math.min(a.fromUs, b.fromUs),
    untilUs: Math.max(a.untilUs, b.untilUs),
  }));
  // That a program was started long before is no part of how it ended.
  const exit = events.findIndex((event) => isKind(event, 'process.exited'));
  if (timing === undefined) return ranges[exit] ?? whole;
  const judged = ranges.find(({ fromUs, untilUs }) => Math.abs(untilUs - fromUs - timing.actualUs) <= 1);
  return judged ?? { fromUs: whole.untilUs - timing.actualUs, untilUs: whole.untilUs };
}

function rangeOfEvent(event: RunEvent): Range {
  if (!isKind(event, 'call.returned')) return { fromUs: event.atUs, untilUs: event.atUs };
  return { fromUs: event.data.startUs, untilUs: event.data.startUs + event.data.durationUs };
}

/** By its place: several steps may have one label. */
function stepRange(piece: ReportPiece, { scenario, steps, events }: BracketSources): Range | undefined {
  if (piece.subject !== 'step' && piece.subject !== 'guard') return undefined;
  const index = scenario.steps.findIndex(({ span }) => isSameSpan(span, piece.span));
  const mark = steps.find(({ seq }) => {
    const started = events[seq];
    return started !== undefined && isKind(started, 'step.started') && started.data.step === index;
  });
  return mark === undefined ? undefined : { fromUs: mark.atUs, untilUs: mark.untilUs };
}

function onlyOne(names: readonly (string | undefined)[]): string | undefined {
  const found = new Set(names.filter((name) => name !== undefined));
  return found.size === 1 ? [...found][0] : undefined;
}
