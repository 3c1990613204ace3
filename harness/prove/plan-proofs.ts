// Scenarios → the trials by which each is proven. Pure.

import type { Job } from '../engine/job.js';
import type { Variant } from '../record/run-record.js';
import { controlOf } from '../scenario/index.js';
import type { Mutant, Scenario } from '../scenario/scenario.js';

export interface PlannedProof {
  readonly scenario: Scenario;
  readonly itself: Job;
  readonly control: { readonly job: Job } | { readonly none: string };
  readonly mutants: readonly { readonly mutant: Mutant; readonly job: Job }[];
}

export interface ProofChoice {
  /** Only scenarios whose title, file or tags match. */
  readonly grep?: RegExp | undefined;
  /** Only the mutants of this name, and the scenarios that have one. */
  readonly mutant?: string | undefined;
}

/** Scenarios that are meant to break prove nothing about programs: they are left out. */
export function planProofs(
  scenarios: readonly Scenario[],
  { grep, mutant }: ProofChoice = {},
): readonly PlannedProof[] {
  return scenarios
    .filter((scenario) => scenario.mustBreak === undefined && (grep === undefined || matches(scenario, grep)))
    .map((scenario) => planProof(scenario, mutant))
    .filter(({ mutants }) => mutant === undefined || mutants.length > 0);
}

/** All jobs: first those of the mutants that must make a step wait in vain, for they take longest. */
export function jobsOf(proofs: readonly PlannedProof[]): readonly Job[] {
  const mutants = proofs.flatMap((proof) => proof.mutants);
  const isLong = ({ mutant }: (typeof mutants)[number]): boolean => mutant.breaks.startsWith('await ');
  const jobs = (some: typeof mutants): readonly Job[] => some.map(({ job }) => job);
  return [
    ...jobs(mutants.filter(isLong)),
    ...proofs.map(({ itself }) => itself),
    ...jobs(mutants.filter((one) => !isLong(one))),
    ...proofs.flatMap(({ control }) => ('job' in control ? [control.job] : [])),
  ];
}

function planProof(scenario: Scenario, name: string | undefined): PlannedProof {
  const control = controlOf(scenario);
  const mutants = scenario.mutants.filter((mutant) => name === undefined || mutant.name === name);
  return {
    scenario,
    itself: jobOf(scenario),
    control: 'none' in control ? control : { job: jobOf(scenario, { kind: 'control' }) },
    mutants: mutants.map((mutant) => ({
      mutant,
      job: jobOf(scenario, { kind: 'mutant', program: mutant.program, name: mutant.name }),
    })),
  };
}

function jobOf({ path, identity }: Scenario, variant?: Variant): Job {
  const which = variant?.kind === 'mutant' ? `mutant ${variant.program} ${variant.name}` : (variant?.kind ?? 'itself');
  return {
    id: `${path}:${identity.row ?? ''} ${which}`,
    path,
    row: identity.row,
    attempt: 0,
    ...(variant === undefined ? {} : { variant }),
  };
}

const matches = ({ identity, tags }: Scenario, grep: RegExp): boolean =>
  grep.test([identity.title, identity.file, ...tags.map((tag) => (tag.startsWith('@') ? tag : `@${tag}`))].join(' '));
