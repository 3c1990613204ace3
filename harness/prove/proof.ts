// A proof: what became of a scenario's control, of the scenario itself, and of each of its mutants. Plain data.

import type { Span } from '../vocabulary/problems.js';

export interface Proof {
  readonly title: string;
  /** As the user would write it. */
  readonly file: string;
  /** Of the title. */
  readonly line: number;
  /** Row of the matrix, from 0; absent without one. */
  readonly row?: number;
  /** Id in the behaviour catalogue. */
  readonly proves?: string;
  /** The same steps without the faults. */
  readonly control: Trial;
  readonly itself: Trial;
  readonly mutants: readonly MutantTrial[];
}

/** One run of a proof, or why there was none. */
export interface Trial {
  readonly outcome: TrialOutcome;
  /** The piece at which it broke, or could not be told. */
  readonly at?: TrialPiece;
  /** Why there is no control, or what this machine lacks. */
  readonly reason?: string;
  /** Of the run, µs. */
  readonly durationUs?: number;
  /** How often it was run: inconclusive ones are run again alone, at most twice. */
  readonly attempts?: number;
  /** With record and picture, absolute. */
  readonly folder?: string;
  /** The command that runs it again. */
  readonly repeat?: string;
  /** Everything about a run that did not end as it must, for a terminal. */
  readonly text?: string;
}

/**
 * held, broken: of a control and of a scenario itself. caught: a mutant that broke where it must. elsewhere: one that broke at
 * another piece. survived: one with which the scenario held. none: there is no control.
 */
export type TrialOutcome =
  'held' | 'broken' | 'caught' | 'survived' | 'elsewhere' | 'inconclusive' | 'unsupported' | 'none';

export interface TrialPiece {
  /** `takes`, `await exit`. */
  readonly clause: string;
  readonly label: string;
  readonly expected: string;
  readonly actual: string;
  readonly span: Span;
}

export interface MutantTrial extends Trial {
  readonly program: string;
  readonly name: string;
  /** The fixture whose wrong variant it is. */
  readonly fixture: string;
  readonly mistake: string;
  /** Where the scenario must break. */
  readonly breaks: string;
  readonly because?: string;
  /** How it differs from the right program. */
  readonly replace: readonly { readonly from: string; readonly to: string }[];
}

export const trialsOf = ({ control, itself, mutants }: Proof): readonly Trial[] => [control, itself, ...mutants];

/** As it must be, not so, or not to be told. */
export type Judgement = 'right' | 'wrong' | 'doubtful' | 'skipped';

export function judgementOf(outcome: TrialOutcome): Judgement {
  switch (outcome) {
    case 'held':
    case 'caught':
      return 'right';
    case 'broken':
    case 'survived':
    case 'elsewhere':
      return 'wrong';
    case 'inconclusive':
      return 'doubtful';
    case 'unsupported':
    case 'none':
      return 'skipped';
  }
}

/** The worst of all its trials; skipped only if all are. */
export function judgementOfProof(proof: Proof): Judgement {
  const all = new Set(trialsOf(proof).map(({ outcome }) => judgementOf(outcome)));
  return (['wrong', 'doubtful', 'right', 'skipped'] as const).find((one) => all.has(one)) ?? 'skipped';
}

/** 0: all as it must be; 1: something is wrong; 3: something can't be told; 4: this machine lacks something, if strict. */
export function exitCodeOfProofs(proofs: readonly Proof[], { strict }: { readonly strict: boolean }): number {
  const outcomes = proofs.flatMap(trialsOf).map(({ outcome }) => outcome);
  const judgements = new Set(outcomes.map(judgementOf));
  if (judgements.has('wrong')) return 1;
  if (judgements.has('doubtful')) return 3;
  return strict && outcomes.includes('unsupported') ? 4 : 0;
}

export interface ProofCounts {
  readonly scenarios: number;
  readonly controls: number;
  readonly mutants: number;
  readonly outcomes: Readonly<Record<'caught' | 'survived' | 'elsewhere' | 'inconclusive' | 'unsupported', number>>;
  /** Controls and scenarios that did not hold. */
  readonly broken: number;
}

export function countProofs(proofs: readonly Proof[]): ProofCounts {
  const mutants = proofs.flatMap((proof) => proof.mutants);
  const count = (outcome: TrialOutcome): number => mutants.filter((trial) => trial.outcome === outcome).length;
  const others = proofs.flatMap(({ control, itself }) => [control, itself]);
  return {
    scenarios: proofs.length,
    controls: proofs.filter(({ control }) => control.outcome !== 'none').length,
    mutants: mutants.length,
    outcomes: {
      caught: count('caught'),
      survived: count('survived'),
      elsewhere: count('elsewhere'),
      inconclusive: proofs.flatMap(trialsOf).filter(({ outcome }) => outcome === 'inconclusive').length,
      unsupported: proofs.filter(({ itself }) => itself.outcome === 'unsupported').length,
    },
    broken: others.filter(({ outcome }) => outcome === 'broken').length,
  };
}
