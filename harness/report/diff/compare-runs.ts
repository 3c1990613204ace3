// Two runs of one scenario held against each other: verdicts, ends of programs, calls added and gone, and durations that moved
// by more than the machine explains. Pure.

import { align, type Aligned } from './align.js';
import { callThreads, type CallEntry, type CallThread } from './call-entry.js';
import { noiseOf, type RunNoise } from './run-noise.js';
import { describeExit, nameOfRun } from '../describe-event.js';
import type { RunSummary } from '../../kinds/reporters/run-report.js';
import { eventsBeforeCleanup, eventsOf } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Outcome } from '../../vocabulary/outcome.js';

export interface DiffSide {
  /** As the user named it. */
  readonly name: string;
  readonly record: RunRecord;
  /** undefined where there is a record alone. */
  readonly summary: Pick<RunSummary, 'outcome' | 'pieces' | 'durationUs'> | undefined;
}

export type Change = 'same' | 'gone' | 'added' | 'changed' | 'moved';

export interface CallRow {
  readonly change: Change;
  readonly a: CallEntry | undefined;
  readonly b: CallEntry | undefined;
}

export interface ThreadDiff {
  readonly who: string;
  readonly rows: readonly CallRow[];
}

/** A verdict, or the end of a program, that is another one. */
export interface TextChange {
  readonly what: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

export interface RunDiff {
  readonly title: string;
  readonly outcomes: readonly [Outcome | undefined, Outcome | undefined];
  readonly durationsUs: readonly [number | undefined, number | undefined];
  readonly verdicts: readonly TextChange[];
  readonly ends: readonly TextChange[];
  readonly threads: readonly ThreadDiff[];
  readonly noise: RunNoise;
  /** What was not alike to begin with: seeds, versions, scenario files. */
  readonly notes: readonly string[];
  readonly isSame: boolean;
}

export function compareRuns(a: DiffSide, b: DiffSide): RunDiff {
  const noise = noiseOf(a.record, b.record);
  const verdicts = verdictChanges(a, b);
  const ends = changesOf(endsOf(a.record), endsOf(b.record));
  const threads = threadDiffs(callThreads(a.record), callThreads(b.record), noise);
  const outcomes = [a.summary?.outcome, b.summary?.outcome] as const;
  const isSame =
    (outcomes[0] === outcomes[1] || outcomes.includes(undefined)) &&
    verdicts.length === 0 &&
    ends.length === 0 &&
    threads.every(({ rows }) => rows.every(({ change }) => change === 'same'));
  return {
    title: a.record.header.scenario.title,
    outcomes,
    durationsUs: [a.summary?.durationUs, b.summary?.durationUs],
    verdicts,
    ends,
    threads,
    noise,
    notes: notesOf(a.record, b.record),
    isSame,
  };
}

/** How many rows have this change. */
export const countChange = ({ threads }: RunDiff, change: Change): number =>
  threads.reduce((sum, { rows }) => sum + rows.filter((row) => row.change === change).length, 0);

function verdictChanges(a: DiffSide, b: DiffSide): readonly TextChange[] {
  if (a.summary === undefined || b.summary === undefined) return [];
  const told = ({ summary }: DiffSide): ReadonlyMap<string, Told> => {
    const counts = new Map<string, number>();
    return new Map(
      summary?.pieces.map(({ label, clause, outcome, actual }) => {
        const what = clause === '' || label.includes(clause) ? label : `${label}: ${clause}`;
        const number = (counts.get(what) ?? 0) + 1;
        counts.set(what, number);
        const text = outcome === 'held' ? 'held' : `${outcome}: ${actual}`;
        return [number === 1 ? what : `${what} (${number})`, { key: outcome, text }];
      }),
    );
  };
  return changesOf(told(a), told(b));
}

interface Told {
  /** Equal keys are the same. */
  readonly key: string;
  readonly text: string;
}

/** The last end of each start of a program, before the clean-up ended it. */
function endsOf(record: RunRecord): ReadonlyMap<string, Told> {
  const exits = eventsOf(eventsBeforeCleanup(record), 'process.exited');
  return new Map(
    exits.map(({ data }) => {
      const text = describeExit(data);
      return [nameOfRun(data), { key: text, text }];
    }),
  );
}

function changesOf(a: ReadonlyMap<string, Told>, b: ReadonlyMap<string, Told>): readonly TextChange[] {
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((what) => a.get(what)?.key !== b.get(what)?.key)
    .map((what) => ({ what, a: a.get(what)?.text, b: b.get(what)?.text }));
}

function threadDiffs(a: readonly CallThread[], b: readonly CallThread[], noise: RunNoise): readonly ThreadDiff[] {
  const names = [...new Set([...a, ...b].map(({ who }) => who))];
  const entriesIn = (threads: readonly CallThread[], who: string): readonly CallEntry[] =>
    threads.find((thread) => thread.who === who)?.entries ?? [];
  return names.map((who) => ({
    who,
    rows: align(entriesIn(a, who), entriesIn(b, who), ({ name }) => name).map((row) => rowOf(row, noise)),
  }));
}

function rowOf(aligned: Aligned<CallEntry>, noise: RunNoise): CallRow {
  const a = 'a' in aligned ? aligned.a : undefined;
  const b = 'b' in aligned ? aligned.b : undefined;
  return { change: changeOf(a, b, noise), a, b };
}

function changeOf(a: CallEntry | undefined, b: CallEntry | undefined, noise: RunNoise): Change {
  if (a === undefined) return 'added';
  if (b === undefined) return 'gone';
  if (a.meaning !== b.meaning) return 'changed';
  if (a.durationUs === undefined || b.durationUs === undefined) return 'same';
  const movedUs = Math.abs(a.durationUs - b.durationUs);
  const explainedUs = noise.allowanceUs + a.runDelayUs + b.runDelayUs;
  const part = noise.part * Math.max(a.durationUs, b.durationUs);
  return movedUs > Math.max(explainedUs, part) ? 'moved' : 'same';
}

function notesOf({ header: a }: RunRecord, { header: b }: RunRecord): readonly string[] {
  const versions = [...new Set([...Object.keys(a.versions), ...Object.keys(b.versions)])];
  return [
    ...(a.scenario.title === b.scenario.title ? [] : [`another scenario: ${b.scenario.title}`]),
    ...(a.scenario.sha256 === b.scenario.sha256 ? [] : ['the scenario file was changed between the two']),
    ...(a.seed === b.seed ? [] : [`seed ${a.seed} and ${b.seed}`]),
    ...versions
      .filter((name) => a.versions[name] !== b.versions[name])
      .map((name) => `${name} ${a.versions[name] ?? 'none'} and ${b.versions[name] ?? 'none'}`),
  ];
}
