// Lets an engine run all trials, side by side, and concludes what each proves.

import type { Engine, Job, JobResult } from '../engine/job.js';
import { concludeProof, judgementOfResult, type TrialResult } from './conclude.js';
import { jobsOf, type PlannedProof } from './plan-proofs.js';
import type { Judgement, Proof } from './proof.js';

export interface ProofProgress {
  readonly done: number;
  readonly of: number;
  readonly judgement: Judgement;
}

/** In the order of the plans. A trial that the engine fails to run can't be told; the engine's own words say why. */
export async function performProofs(
  plans: readonly PlannedProof[],
  engine: Engine,
  report: (progress: ProofProgress) => void = () => undefined,
): Promise<readonly Proof[]> {
  const jobs = jobsOf(plans);
  const results = new Map<string, TrialResult>();
  engine.announce(jobs);
  await Promise.all(
    jobs.map(async (job) => {
      const result = await resultOf(job, engine);
      results.set(job.id, result);
      report({ done: results.size, of: jobs.length, judgement: judgementOfResult(result) });
    }),
  );
  return plans.map((plan) => concludeProof(plan, results));
}

async function resultOf(job: Job, engine: Engine): Promise<JobResult | { readonly failure: string }> {
  try {
    return await engine.execute(job);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
