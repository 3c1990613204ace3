// How a scenario fared the last time, and what has changed since.

import type { Outcome } from '../../vocabulary/outcome.js';
import type { RunSummary } from './run-report.js';

export interface EarlierRun {
  readonly outcome: Outcome;
  readonly durationUs: number;
  /** Name of the folder of the invocation in which it ran. */
  readonly invocation: string;
}

/** What older invocations say, by `scenarioKey`; of each scenario the last time that it ran. */
export interface EarlierRuns {
  /** The newest of these invocations. */
  readonly invocation: string;
  readonly runs: ReadonlyMap<string, EarlierRun>;
}

export interface ScenarioRow {
  readonly file: string;
  readonly title: string;
  readonly row?: number | undefined;
}

export const scenarioKey = ({ file, title, row }: ScenarioRow): string => JSON.stringify([file, title, row ?? null]);

/** `worse`, `better`: by its verdict. `slower`: three times, and by more than a second. */
export type Change = 'new' | 'worse' | 'better' | 'slower';

const SLOWER = 3;
const NOTICEABLE_US = 1_000_000;
const FROM_BEST: readonly Outcome[] = ['held', 'unsupported', 'inconclusive', 'broken'];

/** undefined: nothing is new, or nothing is known of earlier runs. */
export function changeOf(run: RunSummary, earlier: EarlierRuns | undefined): Change | undefined {
  if (earlier === undefined) return undefined;
  const before = earlier.runs.get(scenarioKey(run));
  if (before === undefined) return 'new';
  const rank = FROM_BEST.indexOf(run.outcome) - FROM_BEST.indexOf(before.outcome);
  if (rank !== 0) return rank > 0 ? 'worse' : 'better';
  const isSlower = run.durationUs > SLOWER * before.durationUs && run.durationUs - before.durationUs > NOTICEABLE_US;
  return isSlower ? 'slower' : undefined;
}
