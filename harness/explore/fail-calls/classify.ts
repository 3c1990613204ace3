// What became of a run in which a call failed, told from the runs in which none did. Pure.

import { eventsOf, stepsEndedUs } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Failure, Fate } from './failure.js';
import { endingOf, isCrashText, nameOf, storiesOf, type ProgramStory } from './story.js';

export interface Classified {
  readonly fate: Fate;
  readonly detail: string;
  readonly hits: number;
}

/** `untouched`: at least one run of the same steps without a failure; what differs among them says nothing. */
export function classify(failed: RunRecord, failure: Failure, untouched: readonly RunRecord[]): Classified {
  const hits = eventsOf(failed.events, 'syscall.returned').filter(
    ({ data }) => data.injected === true && data.program === failure.program,
  ).length;
  const trouble = eventsOf(failed.events, 'rig.failed')[0];
  if (trouble !== undefined) return { fate: 'doubtful', detail: trouble.data.message, hits };
  if (failed.end?.reason === 'interrupted') return { fate: 'doubtful', detail: 'it was interrupted', hits };
  if (hits === 0) return { fate: 'missed', detail: 'the call was not made this time', hits };
  const pairs = pairsOf(failed, untouched);
  const [fate, details] = firstOf([
    ['crashed', pairs.flatMap(crashOf)],
    ['hung', pairs.flatMap((pair) => hangOf(pair, failed))],
    ['lost-data', pairs.flatMap(otherWordsOf)],
    ['handled', pairs.flatMap(otherEndOf)],
  ]) ?? ['unharmed', pairs.flatMap(newWordsOf)];
  return { fate, detail: details.join('; '), hits };
}

/** A program's story in the run that failed beside those in which nothing did. */
interface Pair {
  readonly now: ProgramStory;
  readonly before: readonly ProgramStory[];
}

function pairsOf(failed: RunRecord, untouched: readonly RunRecord[]): readonly Pair[] {
  const stories = untouched.map(storiesOf);
  return storiesOf(failed).map((now) => ({
    now,
    before: stories.flatMap((each) => each.filter(({ program, run }) => program === now.program && run === now.run)),
  }));
}

type Kind = readonly [Fate, readonly string[]];

const firstOf = (kinds: readonly Kind[]): Kind | undefined => kinds.find(([, details]) => details.length > 0);

function crashOf({ now, before }: Pair): readonly string[] {
  const said = now.stderr.find(isCrashText);
  const saidBefore = before.some(({ stderr }) => stderr.some(isCrashText));
  const signal = now.exit?.signal ?? null;
  const diedBefore = before.some(({ exit }) => (exit?.signal ?? null) === signal);
  if ((said === undefined || saidBefore) && (signal === null || diedBefore)) return [];
  // The last line of a traceback names the exception, the first of a panic says why.
  const words = said?.startsWith('Traceback') === true ? now.stderr.at(-1) : (reasonIn(now.stderr) ?? said);
  return [withWords(`${nameOf(now)} ${endingOf(now)}`, words)];
}

/** Node.js and others show where it happened before what. */
const reasonIn = (lines: readonly string[]): string | undefined =>
  lines.find((line) => /^(panic: |fatal error: |\w*Error: )/.test(line));

function hangOf({ now, before }: Pair, failed: RunRecord): readonly string[] {
  const hadEnded = before.length > 0 && before.every(({ exit }) => exit !== undefined);
  if (now.exit !== undefined || !hadEnded) return [];
  return [`${nameOf(now)} was still running after ${formatDurationUs(stepsEndedUs(failed) - spawnedUs(failed, now))}`];
}

const spawnedUs = (record: RunRecord, { program, run }: ProgramStory): number =>
  eventsOf(record.events, 'process.spawned').find(({ data }) => data.program === program && data.run === run)?.atUs ??
  0;

function otherEndOf({ now, before }: Pair): readonly string[] {
  const endings = new Set(before.map(endingOf));
  if (endings.size > 0 && endings.has(endingOf(now))) return [];
  const words = now.stderr.at(-1) ?? now.stdout.at(-1);
  return [withWords(`${nameOf(now)} ${endingOf(now)}`, words)];
}

/** Only who ended well claims that what it said is right; a program that never says the same twice can't be held to it. */
function otherWordsOf({ now, before }: Pair): readonly string[] {
  const texts = new Set(before.map(({ stdout }) => stdout.join('\n')));
  const text = now.stdout.join('\n');
  if (now.exit?.code !== 0 || texts.size !== 1 || texts.has(text)) return [];
  const [expected] = texts;
  return [`${nameOf(now)} exited with code 0, and said ${quoted(text)} where it had said ${quoted(expected ?? '')}`];
}

/** It came through, and told somebody. */
function newWordsOf({ now, before }: Pair): readonly string[] {
  const last = now.stderr.at(-1);
  return last === undefined || before.some(({ stderr }) => stderr.includes(last))
    ? []
    : [`${nameOf(now)} said: ${last}`];
}

const withWords = (what: string, words: string | undefined): string =>
  words === undefined || words === '' ? what : `${what}: ${words}`;

const quoted = (text: string): string =>
  text === '' ? 'nothing' : JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
