// Which run is meant: of an invocation by its folder, its name or the beginning of it, the newest if none is named; of a
// scenario by title, file or folder, or a part of one.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { SuiteDocument } from '../kinds/reporters/index.js';
import { didYouMean } from '../scenario/index.js';
import { Mistake } from './mistake.js';
import { isInvocation, readInvocation, runFolder, RESULTS } from './read-invocation.js';

/** Pages by which the folder of an invocation is known, the first that is there is shown. */
export const PAGES = ['index.html', 'prove.html', 'summary.md'] as const;

/** Absolute. Throws Mistake. */
export function findInvocation(named: string | undefined, reports: string): string {
  if (named !== undefined && isReport(named)) return resolve(named);
  const names = invocationNames(reports);
  const newest = names.at(-1);
  if (newest === undefined) {
    throw new Mistake(`there is no report in ${reports}: \`guasto run\` writes one, and --reports says where it did`);
  }
  if (named === undefined) return resolve(reports, newest);
  const found = names.includes(named) ? [named] : names.filter((name) => name.startsWith(named));
  const [only] = found;
  if (only !== undefined && found.length === 1) return resolve(reports, only);
  if (found.length > 1) {
    throw new Mistake(`"${named}" begins the name of ${found.length} runs: ${listed(found.toReversed())}`);
  }
  const hint = didYouMean(named, names) ?? `there are ${listed(names.toReversed())}`;
  throw new Mistake(`there is no run "${named}" in ${reports}: ${hint}`);
}

/** Where a scenario is looked for if no run is named: what `prove` and `fail-calls` left has no results.json. Throws Mistake. */
export function newestWithResults(reports: string): string {
  const newest = invocationNames(reports).findLast((name) => isInvocation(join(reports, name)));
  return newest === undefined ? findInvocation(undefined, reports) : resolve(reports, newest);
}

/** Those with a report, the oldest first: their names begin with the time. */
function invocationNames(reports: string): readonly string[] {
  if (!existsSync(reports)) return [];
  return readdirSync(reports)
    .filter((name) => /^\d/.test(name) && isReport(join(reports, name)))
    .toSorted();
}

const isReport = (folder: string): boolean =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true &&
  (isInvocation(folder) || PAGES.some((page) => existsSync(join(folder, page))));

export interface FoundRun {
  readonly run: SuiteDocument['runs'][number];
  /** Absolute. */
  readonly folder: string;
}

/** All runs of the scenarios that are meant and whose folder is there; more than one for --repeat-each. Throws Mistake. */
export function findRuns(invocation: string, named: string): readonly [FoundRun, ...FoundRun[]] {
  const read = readInvocation(invocation);
  const { runs } = read.document;
  const found = matching(runs, named);
  const titles = [...new Set(found.map(({ title }) => title))];
  if (titles.length > 1) {
    throw new Mistake(
      `"${named}" is in ${titles.length} scenarios of ${invocation}:\n${titles.map(indented).join('\n')}`,
    );
  }
  const [first, ...others] = found.flatMap((run): FoundRun[] => {
    const folder = runFolder(read, run.folder);
    return folder === undefined ? [] : [{ run, folder }];
  });
  if (first !== undefined) return [first, ...others];
  if (found.length > 0) {
    const reason = found[0]?.reason;
    throw new Mistake(
      `"${titles[0]}" left nothing to show in ${invocation}${reason === undefined ? '' : `: ${reason}`}`,
    );
  }
  throw new Mistake(`there is no scenario "${named}" in ${join(invocation, RESULTS)}${hintFor(named, runs)}`);
}

type Run = FoundRun['run'];

/** The first way of naming that finds anything. */
function matching(runs: readonly Run[], named: string): readonly Run[] {
  const text = named.toLowerCase();
  const ways: readonly ((run: Run) => boolean)[] = [
    ({ title }) => title === named,
    ({ file, line }) => file === named || `${file}:${line}` === named,
    (run) => run.folder === named || slugOf(run) === named,
    (run) => [run.title, run.file, run.folder ?? ''].some((each) => each.toLowerCase().includes(text)),
  ];
  return ways.map((way) => runs.filter(way)).find((found) => found.length > 0) ?? [];
}

function hintFor(named: string, runs: readonly Run[]): string {
  const names = runs.flatMap((run) => [slugOf(run), run.title, ...(run.folder === undefined ? [] : [run.folder])]);
  const near = didYouMean(named, names);
  return near === undefined ? `: it has ${listed([...new Set(runs.map(slugOf))])}` : `: ${near}`;
}

/** `recv-late-reply` */
const slugOf = ({ file }: Run): string => basename(file).replace(/\.scenario\.yaml$/, '');

const MOST = 8;

const listed = (names: readonly string[]): string =>
  `${names.slice(0, MOST).join(', ')}${names.length > MOST ? ` and ${names.length - MOST} more` : ''}`;

const indented = (line: string): string => `  ${line}`;
