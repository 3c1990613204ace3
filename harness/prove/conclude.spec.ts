import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, JobResult } from '../engine/job.js';
import { findScenarioFiles, readScenarioFiles } from '../scenario/index.js';
import { packageRoot } from '../testing/package-root.js';
import { concludeProof } from './conclude.js';
import { jobsOf, planProofs } from './plan-proofs.js';

const ROOT = packageRoot();
const { scenarios } = readScenarioFiles(findScenarioFiles(['scenarios/close'], ROOT).paths, { cwd: ROOT });

const unsupported = (job: Job): JobResult => ({
  id: job.id,
  runId: '',
  title: 'a title',
  file: job.path,
  line: 1,
  row: job.row,
  params: {},
  proves: undefined,
  tags: [],
  seed: 1,
  story: [],
  outcome: 'unsupported',
  durationUs: 0,
  attempts: 1,
  steps: [],
  pieces: [],
  reason: 'half-close: this Toxiproxy does not',
  repeat: 'npx guasto prove',
  text: '',
  startedAtMs: 0,
  folder: undefined,
});

test('what a machine lacks makes every trial of a scenario unsupported, those of its mutants as well', () => {
  const plans = planProofs(scenarios);
  const results = new Map(jobsOf(plans).map((job) => [job.id, unsupported(job)]));
  for (const plan of plans) {
    const { itself, mutants } = concludeProof(plan, results);
    const outcomes = [itself, ...mutants].map(({ outcome }) => outcome);
    assert.deepEqual(new Set(outcomes), new Set(['unsupported']));
  }
});
