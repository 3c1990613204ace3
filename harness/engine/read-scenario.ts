// The scenario of a job, or its variant, read again where it runs: an entry sends paths, not objects.

import { readFileSync } from 'node:fs';
import { applyVariant, readScenarioFile, renderProblems, type ReadFile } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Job } from './job.js';

export interface ReadScenario {
  readonly scenario: Scenario;
  readonly text: string;
}

/** For the variants of a proof, of which each file has several: as it was when the first of them was run. */
const kept = new Map<string, ReadFile>();

/** Throws an Error with all problems when the file was changed into a wrong one since it was listed. */
export function readScenarioOf(job: Job): ReadScenario {
  const { scenarios, problems } = readOf(job);
  const scenario = scenarios.find(({ identity }) => identity.row === job.row);
  if (problems.length > 0 || scenario === undefined) {
    throw new Error(`${job.path} was changed while it was run:\n${renderProblems(problems, { colour: false })}`);
  }
  return { scenario: applyVariant(scenario, job.variant), text: readFileSync(job.path, 'utf8') };
}

function readOf({ path, variant }: Job): ReadFile {
  const read = (variant === undefined ? undefined : kept.get(path)) ?? readScenarioFile(path);
  if (variant !== undefined) kept.set(path, read);
  return read;
}
