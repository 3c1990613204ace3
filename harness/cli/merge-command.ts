// `guasto merge`: the reports of several invocations (the shards of one, say) as one, as if one machine had run all of it.

import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { claimFolder } from '../engine/claim-folder.js';
import { inOrderOfPlace } from '../kinds/reporters/order-runs.js';
import { renderSummary } from '../kinds/reporters/index.js';
import type { SuiteReport } from '../kinds/reporters/reporter.js';
import type { RunSummary } from '../kinds/reporters/run-report.js';
import { summaryOfDocument } from '../kinds/reporters/verdicts-document.js';
import { wantsColour } from '../playwright/colour.js';
import { newRunName } from '../playwright/environment.js';
import { readEarlierRuns } from '../playwright/earlier-runs.js';
import { appendStepSummary, writeSuiteFiles } from '../playwright/write-suite-files.js';
import { shownPath } from '../scenario/index.js';
import { exitCodeOf, worstOutcome } from '../vocabulary/outcome.js';
import { Mistake } from './mistake.js';
import { invocationsIn, readInvocation, runFolder, type Invocation } from './read-invocation.js';

export interface MergeFlags {
  readonly into?: string;
  readonly reports: string;
  readonly strict?: boolean;
}

/** Prints the summary and sets the exit code of the worst verdict. Throws Mistake. */
export function mergeCommand(folders: readonly string[], flags: MergeFlags): void {
  const invocations = foldersOf(folders).map(readInvocation);
  const into = resolve(flags.into ?? join(flags.reports, newRunName()));
  makeEmpty(into);
  const runs = inOrderOfPlace(withoutCopies(invocations).map((found) => adopt(found, into)));
  const earlier = readEarlierRuns(into, runs);
  const report: SuiteReport = {
    runs,
    startedAt: invocations.map(({ document }) => document.startedAt).toSorted()[0] ?? new Date().toISOString(),
    // Shards run side by side: as long as the longest.
    durationUs: Math.max(...invocations.map(({ document }) => document.durationUs)),
    folder: shownPath(into, process.cwd()),
    ...(earlier === undefined ? {} : { earlier }),
  };
  writeSuiteFiles(report, into);
  appendStepSummary(report);
  process.stdout.write(
    `${many(invocations.length, 'invocation')} merged\n${renderSummary(report, { colour: wantsColour() })}\n`,
  );
  tellLost(invocations);
  process.exitCode = exitCodeOf(worstOutcome(runs.map(({ outcome }) => outcome)), { strict: flags.strict ?? false });
}

/** Each once, in the order in which they were named. */
function foldersOf(named: readonly string[]): readonly string[] {
  const found = named.flatMap((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new Mistake(`expected a folder of reports at ${path}, found ${existsSync(path) ? 'a file' : 'nothing'}`);
    }
    const invocations = invocationsIn(path);
    if (invocations.length > 0) return invocations;
    throw new Mistake(
      `${path} holds no results.json, neither itself nor in the folders below: \`guasto run\` writes reports/<run>/results.json`,
    );
  });
  return [...new Set(found.map((path) => realpathSync(path)))];
}

function makeEmpty(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && (!found.isDirectory() || readdirSync(folder).length > 0)) {
    throw new Mistake(`--into: expected an empty folder or none at ${folder}, found something there`);
  }
  mkdirSync(folder, { recursive: true });
}

interface Found {
  readonly invocation: Invocation;
  readonly run: Invocation['document']['runs'][number];
}

/** A run that was merged before into one of these, and stands in another as well, counts once. */
function withoutCopies(invocations: readonly Invocation[]): readonly Found[] {
  const known = new Set<string>();
  return invocations.flatMap((invocation) =>
    invocation.document.runs.flatMap((run) => {
      const id = JSON.stringify([run.runId, run.file, run.title, run.startedAt]);
      const isCopy = known.has(id);
      known.add(id);
      return isCopy ? [] : [{ invocation, run }];
    }),
  );
}

function adopt({ invocation, run }: Found, into: string): RunSummary {
  const from = runFolder(invocation, run.folder);
  if (from === undefined) return summaryOfDocument(run, undefined);
  const folder = claimFolder(into, basename(from));
  cpSync(from, folder, { recursive: true });
  return summaryOfDocument(run, shownPath(folder, process.cwd()));
}

/** The reports alone may have been archived, without what they point to. */
function tellLost(invocations: readonly Invocation[]): void {
  const lost = invocations.flatMap((invocation) =>
    invocation.document.runs.filter(
      ({ folder }) => folder !== undefined && runFolder(invocation, folder) === undefined,
    ),
  );
  if (lost.length === 0) return;
  process.stderr.write(
    `note: the folder of ${many(lost.length, 'run')} is not there: no picture and no record of it\n`,
  );
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
