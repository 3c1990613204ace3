// What older invocations in the same folder say of these scenarios: their results.json, the newest first.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { scenarioKey, type EarlierRun, type EarlierRuns } from '../kinds/reporters/earlier-runs.js';
import type { SuiteDocument } from '../kinds/reporters/index.js';
import type { RunSummary } from '../kinds/reporters/run-report.js';

/** A scenario that ran in none of these is taken for a new one. */
const MOST_INVOCATIONS = 10;

/** `folder` is the invocation's own. undefined if no older one left results. */
export function readEarlierRuns(
  folder: string,
  wanted: readonly Pick<RunSummary, 'file' | 'title' | 'row'>[],
): EarlierRuns | undefined {
  const missing = new Set(wanted.map(scenarioKey));
  const runs = new Map<string, EarlierRun>();
  let newest: string | undefined;
  let read = 0;
  for (const invocation of olderThan(folder)) {
    if (missing.size === 0 || read === MOST_INVOCATIONS) break;
    const document = readResults(join(dirname(folder), invocation, 'results.json'));
    if (document === undefined) continue;
    read += 1;
    newest ??= invocation;
    for (const { file, title, row, outcome, durationUs } of document.runs) {
      const key = scenarioKey({ file, title, row });
      if (missing.delete(key)) runs.set(key, { outcome, durationUs, invocation });
    }
  }
  return newest === undefined ? undefined : { invocation: newest, runs };
}

/** Invocations are named after the time at which they began; the newest first. */
function olderThan(folder: string): readonly string[] {
  const own = basename(folder);
  const reports = dirname(folder);
  if (!existsSync(reports)) return [];
  return readdirSync(reports, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d/.test(entry.name) && entry.name < own)
    .map(({ name }) => name)
    .toSorted()
    .toReversed();
}

/** An invocation that is going on, that was cut short, or whose results another version wrote says nothing. */
function readResults(path: string): SuiteDocument | undefined {
  try {
    const document = JSON.parse(readFileSync(path, 'utf8')) as Partial<SuiteDocument>;
    return document.format === 'guasto-suite/1' && Array.isArray(document.runs)
      ? (document as SuiteDocument)
      : undefined;
  } catch {
    return undefined;
  }
}
