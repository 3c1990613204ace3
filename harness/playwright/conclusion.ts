// What an invocation as a whole came to: the exit code of the CLI.

import type { FullResult, TestCase } from '@playwright/test/reporter';
import { EXIT_AUTHORS_MISTAKE, exitCodeOf, worstOutcome, type Outcome } from '../vocabulary/outcome.js';
import { attachedResult } from './verdicts-attachment.js';

export interface Conclusion {
  /** Undefined: Playwright's own exit code stands. */
  readonly exitCode: number | undefined;
}

const INTERRUPTED = 130; // 128 + SIGINT, as shells report it.

export function concludeTests(tests: readonly TestCase[], end: FullResult['status'], strict: boolean): Conclusion {
  if (end === 'interrupted') return { exitCode: INTERRUPTED };
  if (tests.length === 0) return { exitCode: end === 'passed' ? undefined : EXIT_AUTHORS_MISTAKE };
  if (tests.some(isAuthorsMistake)) return { exitCode: EXIT_AUTHORS_MISTAKE };
  const worst = worstOutcome(tests.flatMap((test) => outcomeOf(test) ?? []));
  if (end === 'timedout' && worst === 'held') return { exitCode: exitCodeOf('inconclusive', { strict }) };
  const exitCode = exitCodeOf(worst, { strict });
  return { exitCode: exitCode === 0 ? undefined : exitCode };
}

/** Of the last try; undefined if it did not get to run. */
export function outcomeOf(test: TestCase): Outcome | undefined {
  const last = test.results.at(-1);
  if (last === undefined || last.status === 'interrupted') return undefined;
  const result = attachedResult(last);
  if (result !== undefined) return result.outcome;
  if (last.status === 'passed' || last.status === 'skipped') return 'held';
  return namedBy(last.error?.message, 'EngineFailure') ? 'inconclusive' : 'broken';
}

const isAuthorsMistake = (test: TestCase): boolean => namedBy(test.results.at(-1)?.error?.message, 'ScenarioProblem');

const namedBy = (message: string | undefined, name: string): boolean => message?.startsWith(`${name}:`) === true;
