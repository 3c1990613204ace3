// The scenario of a job, or its variant, read again where it runs: an entry sends paths, not objects.

import { readFileSync } from 'node:fs';
import { applyVariant, readScenarioFile, renderProblems } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Job } from './job.js';

export interface ReadScenario {
  readonly scenario: Scenario;
  readonly text: string;
}

/** Throws an Error with all problems when the file was changed into a wrong one since it was listed. */
export function readScenarioOf(job: Job): ReadScenario {
  const { scenarios, problems } = readScenarioFile(job.path);
  const scenario = scenarios.find(({ identity }) => identity.row === job.row);
  if (problems.length > 0 || scenario === undefined) {
    throw new Error(`${job.path} was changed while it was run:\n${renderProblems(problems, { colour: false })}`);
  }
  return { scenario: applyVariant(scenario, job.variant), text: readFileSync(job.path, 'utf8') };
}
