// What became of scenarios and mutants the last time, by the newest run that knows of each: reports/<run>/{results,prove}.json.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Outcome } from '../../vocabulary/outcome.js';
import { proofDocumentSchema } from '../proof-document.js';

export interface LastVerdict {
  readonly outcome: Outcome;
  /** ISO 8601. */
  readonly at: string;
  /** Name of the run's folder. */
  readonly run: string;
}

export interface LastTrials {
  /** `file` as the run named it, relative to the working directory. */
  verdictOf(file: string, row: number | undefined): LastVerdict | undefined;
  mutantOutcome(
    file: string,
    row: number | undefined,
    mutant: { readonly program: string; readonly name: string },
  ): string | undefined;
}

/** Older runs than these are not looked at: a folder of reports may hold thousands. */
const MOST_RUNS = 100;

/** Reads the newest runs of a folder of reports. What can't be read as one is passed over: others write there too. */
export function readLastTrials(reportsFolder: string): LastTrials {
  const verdicts = new Map<string, LastVerdict>();
  const mutants = new Map<string, string>();
  for (const run of newestRuns(reportsFolder)) {
    const folder = join(reportsFolder, run);
    const suite = suiteSchema.safeParse(readJson(join(folder, 'results.json')));
    const proof = proofDocumentSchema.safeParse(readJson(join(folder, 'prove.json')));
    for (const { file, row, outcome } of suite.data?.runs ?? []) {
      keepFirst(verdicts, keyOf(file, row), { outcome, at: suite.data?.startedAt ?? '', run });
    }
    for (const { file, row, itself, mutants: trials } of proof.data?.proofs ?? []) {
      const outcome = OUTCOMES.find((known) => known === itself.outcome);
      if (outcome !== undefined) {
        keepFirst(verdicts, keyOf(file, row), { outcome, at: proof.data?.startedAt ?? '', run });
      }
      for (const { program, name, outcome: became } of trials) {
        keepFirst(mutants, `${keyOf(file, row)} ${program} ${name}`, became);
      }
    }
  }
  return {
    verdictOf: (file, row) => verdicts.get(keyOf(file, row)),
    mutantOutcome: (file, row, { program, name }) => mutants.get(`${keyOf(file, row)} ${program} ${name}`),
  };
}

const OUTCOMES = ['held', 'broken', 'inconclusive', 'unsupported'] as const satisfies readonly Outcome[];

const suiteSchema = z.object({
  format: z.literal('guasto-suite/1'),
  startedAt: z.string(),
  runs: z.array(z.object({ file: z.string(), row: z.number().optional(), outcome: z.enum(OUTCOMES) })),
});

/** Their names begin with the time: `2026-01-31T12-00-00-a1b2`. */
function newestRuns(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^\d{4}-\d\d-\d\dT/.test(name));
    return names.toSorted().toReversed().slice(0, MOST_RUNS);
  } catch {
    // No run has made the folder yet.
    return [];
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Not every run is of this kind, and one may be writing it right now.
    return undefined;
  }
}

const keyOf = (file: string, row: number | undefined): string => `${file}:${row ?? ''}`;

function keepFirst<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}
