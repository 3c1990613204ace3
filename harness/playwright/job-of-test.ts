// The job that a test asks for, the same seen from the worker that runs the test and from the reporter that announces it.

import type { Job } from '../engine/job.js';
import { ENVIRONMENT } from './environment.js';
import type { RegisteredScenario } from './process-state.js';

export interface Try {
  /** From 0. */
  readonly retry: number;
  /** From 0. */
  readonly repeat: number;
  /** How often a test may be retried. */
  readonly retries: number;
}

export function jobOfTest(scenario: RegisteredScenario, round: string, { retry, repeat, retries }: Try): Job {
  const { path } = scenario;
  const { row } = scenario.scenario.identity;
  return {
    id: JSON.stringify([round, path, row ?? null, repeat, retry]),
    path,
    row,
    attempt: repeat * (retries + 1) + retry,
  };
}

let ownRounds = 0;

/** The round that the reporter began, else one of this process's own: its jobs are then unique, and not announced. */
export const currentRound = (): string => process.env[ENVIRONMENT.round] ?? `${process.pid}.${(ownRounds += 1)}`;
