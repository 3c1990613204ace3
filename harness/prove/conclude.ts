// What the engine found → what it means for the proof. Pure.

import type { Job, JobResult } from '../engine/job.js';
import type { Mutant } from '../scenario/scenario.js';
import { invariant } from '../vocabulary/invariant.js';
import type { PlannedProof } from './plan-proofs.js';
import { judgementOf, type Judgement, type MutantTrial, type Proof, type Trial, type TrialPiece } from './proof.js';

/** A result, or why the engine has none. */
export type TrialResult = JobResult | { readonly failure: string };

/** `results`: by the id of the job. */
export function concludeProof(plan: PlannedProof, results: ReadonlyMap<string, TrialResult>): Proof {
  const { scenario, control, itself, mutants } = plan;
  const { title, file, line, row } = scenario.identity;
  const of = (job: Job): TrialResult => {
    const result = results.get(job.id);
    invariant(result !== undefined, `no result of ${job.id}`);
    return result;
  };
  return {
    title,
    file,
    line,
    ...(row === undefined ? {} : { row }),
    ...(scenario.proves === undefined ? {} : { proves: scenario.proves }),
    control: 'none' in control ? { outcome: 'none', reason: control.none } : trialOf(of(control.job)),
    itself: trialOf(of(itself)),
    mutants: mutants.map(({ mutant, job }) => mutantTrial(plan, mutant, of(job))),
  };
}

export function judgementOfResult(result: TrialResult): Judgement {
  if ('failure' in result) return 'doubtful';
  return judgementOf(result.mutant?.outcome ?? result.outcome);
}

function trialOf(result: TrialResult): Trial {
  if ('failure' in result) return { outcome: 'inconclusive', reason: result.failure };
  const piece = result.pieces.find(({ outcome }) => outcome === result.outcome && outcome !== 'held');
  return { ...runOf(result), outcome: result.outcome, ...(piece === undefined ? {} : { at: pieceOf(piece) }) };
}

function mutantTrial({ scenario }: PlannedProof, mutant: Mutant, result: TrialResult): MutantTrial {
  const { program, name, breaks, because, patch } = mutant;
  const fixture = scenario.programs.find((one) => one.name === program)?.fixture;
  return {
    ...trialOfMutant(result),
    program,
    name,
    fixture: fixture ?? program,
    mistake: patch?.mistake ?? name,
    breaks,
    ...(because === undefined ? {} : { because }),
    replace: patch?.replace ?? [],
  };
}

function trialOfMutant(result: TrialResult): Trial {
  // What the machine lacks keeps the mutant from being run at all.
  if ('failure' in result || result.outcome === 'unsupported') return trialOf(result);
  const { mutant } = result;
  invariant(mutant !== undefined, `the engine judged ${result.id} as if it were no mutant`);
  const { outcome, piece } = mutant;
  return { ...runOf(result), outcome, ...(piece === undefined ? {} : { at: pieceOf(piece) }) };
}

const runOf = ({ durationUs, attempts, folder, reason, repeat, text }: JobResult): Omit<Trial, 'outcome'> => ({
  durationUs,
  attempts,
  repeat,
  text,
  ...(folder === undefined ? {} : { folder }),
  ...(reason === undefined ? {} : { reason }),
});

const pieceOf = ({ clause, label, expected, actual, span }: TrialPiece): TrialPiece => ({
  clause,
  label,
  expected,
  actual,
  span,
});
