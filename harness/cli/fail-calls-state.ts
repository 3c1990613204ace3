// The state that an earlier `guasto fail-calls` left in its report folder.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseState, type FailCallsState, type FailureResult } from '../explore/index.js';
import type { FailCallsFlags } from './fail-calls-flags.js';
import { Mistake } from './mistake.js';

export const STATE_FILE = 'fail-calls.jsonl';

export interface Begun {
  readonly folder: string;
  readonly results: readonly FailureResult[];
}

/** Throws Mistake when there is none, or when it is about something else. */
export function findState(wanted: FailCallsState, { resume, reports }: FailCallsFlags): Begun {
  const folders = typeof resume === 'string' ? [resolve(resume)] : newestFirst(resolve(reports));
  for (const folder of folders) {
    const begun = stateIn(folder);
    if (begun === undefined) continue;
    const difference = differenceOf(begun.state, wanted);
    if (difference === undefined) return { folder, results: begun.results };
    if (typeof resume === 'string') throw new Mistake(`--resume: ${folder} can't be gone on with: ${difference}`);
  }
  throw new Mistake(`--resume: found nothing to go on with in ${folders.length === 1 ? folders[0] : reports}`);
}

function newestFirst(reports: string): readonly string[] {
  try {
    // Their names begin with the time.
    return readdirSync(reports)
      .toSorted((a, b) => (a < b ? 1 : -1))
      .map((name) => join(reports, name));
  } catch {
    return [];
  }
}

function stateIn(folder: string): ReturnType<typeof parseState> {
  try {
    return parseState(readFileSync(join(folder, STATE_FILE), 'utf8'));
  } catch {
    return undefined;
  }
}

function differenceOf(begun: FailCallsState, wanted: FailCallsState): string | undefined {
  if (begun.file !== wanted.file || begun.row !== wanted.row) return `it is about ${begun.file}`;
  if (begun.sha256 !== wanted.sha256) return 'the scenario was changed since';
  const same = begun.programs.join() === wanted.programs.join();
  return same ? undefined : `it is about the calls of ${begun.programs.join(', ')}`;
}
