// `guasto diff`: two runs side by side. Exit code 0: the same; 1: different.

import pc from 'picocolors';
import { scenarioKey } from '../kinds/reporters/earlier-runs.js';
import { wantsColour } from '../playwright/colour.js';
import { compareRuns, renderDiff, renderDiffPage, summaryOfDiff, type RunDiff } from '../report/index.js';
import type { Outcome } from '../vocabulary/outcome.js';
import { findInvocation, findRuns } from './find-report.js';
import { Mistake } from './mistake.js';
import { readInvocation, runFolder, type Invocation } from './read-invocation.js';
import { isRecord, nameOfRun, readRun, type ReadRun } from './read-run.js';
import { writeOutput } from './write-output.js';

export interface DiffFlags {
  readonly html?: string;
  readonly reports: string;
}

/** Of a whole run so many scenarios are shown in full. */
const MOST_SHOWN = 10;

type Sides = readonly [ReadRun, ReadRun];

interface Compared {
  readonly diff: RunDiff;
  readonly sides: Sides;
}

/** Prints what is different and sets the exit code. Throws Mistake. */
export function diffCommand(named: readonly [string, string], scenario: string | undefined, flags: DiffFlags): void {
  const areRecords = named.map(isRecord);
  if (areRecords[0] !== areRecords[1] && areRecords.includes(true) && scenario === undefined) {
    throw new Mistake(
      'expected two runs or two records, found one of each: name the scenario too, or the other record',
    );
  }
  const sides = sidesOf(named, scenario, flags.reports);
  const compared = sides === undefined ? undefined : [compare(sides)];
  const { all, isSame } = compared === undefined ? diffInvocations(named, flags.reports) : told(compared);
  if (flags.html !== undefined) writePage(all, flags.html);
  process.exitCode = isSame ? 0 : 1;
}

/** undefined: two whole invocations are meant. */
function sidesOf([a, b]: readonly [string, string], scenario: string | undefined, reports: string): Sides | undefined {
  const side = (path: string): ReadRun | undefined => {
    if (isRecord(path)) return readRun(path, path);
    if (scenario === undefined) return undefined;
    const [{ folder }] = findRuns(findInvocation(path, reports), scenario);
    return readRun(folder, nameOfRun(folder));
  };
  const [one, other] = [side(a), side(b)];
  return one === undefined || other === undefined ? undefined : [one, other];
}

const compare = (sides: Sides): Compared => ({ diff: compareRuns(sides[0], sides[1]), sides });

interface Result {
  readonly all: readonly Compared[];
  readonly isSame: boolean;
}

function told(all: readonly Compared[]): Result {
  for (const one of all) print(rendered(one));
  return { all, isSame: all.every(({ diff }) => diff.isSame) };
}

const rendered = ({ diff, sides }: Compared): string =>
  renderDiff(diff, {
    colour: wantsColour(),
    width: process.stdout.columns || 120,
    names: [sides[0].name, sides[1].name],
  });

function diffInvocations(named: readonly [string, string], reports: string): Result {
  const [a, b] = named.map((name) => readInvocation(findInvocation(name, reports))) as [Invocation, Invocation];
  const [inA, inB] = [byScenario(a), byScenario(b)];
  const keys = [...new Set([...inA.keys(), ...inB.keys()])].toSorted();
  const news: string[] = [];
  const all: Compared[] = [];
  let lost = 0;
  for (const key of keys) {
    const [one, other] = [inA.get(key), inB.get(key)];
    const title = (one ?? other)?.title ?? '';
    if (one === undefined || other === undefined) {
      news.push(one === undefined ? pc.green(`+ only in B: ${title}`) : pc.red(`− only in A: ${title}`));
      continue;
    }
    if (one.outcome !== other.outcome) news.push(`≠ ${change(one.outcome, other.outcome)}: ${title}`);
    const [folderA, folderB] = [runFolder(a, one.folder), runFolder(b, other.folder)];
    if (folderA !== undefined && folderB !== undefined) {
      all.push(compare([readRun(folderA, nameOfRun(folderA)), readRun(folderB, nameOfRun(folderB))]));
    } else if (one.folder !== undefined && other.folder !== undefined) lost += 1;
  }
  if (lost > 0) process.stderr.write(noteOfLost(lost));
  return tellInvocations(news, all);
}

function tellInvocations(news: readonly string[], all: readonly Compared[]): Result {
  const different = all.filter(({ diff }) => !diff.isSame);
  for (const line of news) print(line);
  for (const one of different.slice(0, MOST_SHOWN)) print(`\n${rendered(one)}`);
  for (const { diff } of different.slice(MOST_SHOWN)) print(`${diff.title}: ${summaryOfDiff(diff)}`);
  print(
    `${different.length} of ${all.length} scenarios differ${news.length === 0 ? '' : `, ${news.length} in their verdict or by being there`}`,
  );
  return { all: different, isSame: different.length === 0 && news.length === 0 };
}

/** The results alone may have been archived. */
const noteOfLost = (count: number): string =>
  `note: of ${count} scenario${count === 1 ? '' : 's'} the folder of a run is not there: only the verdicts were compared\n`;

const change = (a: Outcome, b: Outcome): string => `${a} → ${b}`;

/** A scenario that was run several times is there several times. */
function byScenario({ document }: Invocation): ReadonlyMap<string, Invocation['document']['runs'][number]> {
  const counts = new Map<string, number>();
  return new Map(
    document.runs.map((run) => {
      const key = scenarioKey({ file: run.file, title: run.title, row: run.row });
      const number = (counts.get(key) ?? 0) + 1;
      counts.set(key, number);
      return [`${key} ${number}`, run];
    }),
  );
}

function writePage(all: readonly Compared[], file: string): void {
  writeOutput('--html', file, renderDiffPage(all));
  print(`${pc.dim('page:')} ${file}`);
}

const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
