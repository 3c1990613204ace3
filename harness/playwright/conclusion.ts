// What an invocation as a whole came to: the exit code of the CLI.

import type { FullResult, TestCase } from '@playwright/test/reporter';
import { EXIT_AUTHORS_MISTAKE, exitCodeOf, worstOutcome, type Outcome } from '../vocabulary/outcome.js';
import { endedAsMeant, isInconclusive } from './scripted-run.js';
import { attachedResult } from './verdicts-attachment.js';

export interface Conclusion {
  readonly exitCode: number;
}

export interface Ended {
  readonly tests: readonly TestCase[];
  /** Messages of what failed outside of tests. */
  readonly errors: readonly string[];
  readonly end: FullResult['status'];
  readonly strict: boolean;
}

const INTERRUPTED = 130; // 128 + SIGINT, as shells report it.

export function concludeTests({ tests, errors, end, strict }: Ended): Conclusion {
  if (end === 'interrupted') return { exitCode: INTERRUPTED };
  // Playwright's words for a filter that leaves nothing.
  const nothingFound = errors.some((message) => message.includes('No tests found'));
  if (nothingFound || tests.some(isAuthorsMistake)) return { exitCode: EXIT_AUTHORS_MISTAKE };
  const worst = worstOutcome(tests.flatMap((test) => outcomeOf(test) ?? []));
  // Playwright failed and no scenario did: the engine did not start, the time for all was over, a worker crashed.
  const outcome = end !== 'passed' && exitCodeOf(worst, { strict }) === 0 ? 'inconclusive' : worst;
  return { exitCode: exitCodeOf(outcome, { strict }) };
}

/** Of the last try; undefined if it did not get to run. */
export function outcomeOf(test: TestCase): Outcome | undefined {
  const last = test.results.at(-1);
  if (last === undefined || last.status === 'interrupted') return undefined;
  const result = attachedResult(last);
  if (result !== undefined) return result.outcome;
  if (endedAsMeant(test, last)) return 'held';
  const isDoubtful = isNamed(last.error?.message, 'EngineFailure') || isInconclusive(test, last);
  return isDoubtful ? 'inconclusive' : 'broken';
}

const isAuthorsMistake = (test: TestCase): boolean => isNamed(test.results.at(-1)?.error?.message, 'ScenarioProblem');

const isNamed = (message: string | undefined, name: string): boolean => message?.startsWith(`${name}:`) === true;
