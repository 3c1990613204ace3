// Variants of a scenario, by which it is proven: its control and its mutants. Pure.

import type { Variant } from '../record/run-record.js';
import { invariant } from '../vocabulary/invariant.js';
import { callsThatMatter } from './calls-that-matter.js';
import { hasFaults, withoutFaults } from './control.js';
import type { Mutant, Scenario } from './scenario.js';

export type ControlOf = { readonly scenario: Scenario } | { readonly none: string };

/** The scenario whose run is the control, or why there is none. */
export function controlOf(scenario: Scenario): ControlOf {
  const { control } = scenario;
  if (control?.kind === 'none') return { none: control.because };
  if (!hasFaults(scenario)) return { none: 'it injects no fault' };
  return {
    scenario: {
      ...scenario,
      ...withoutFaults(scenario),
      identity: identityOf(scenario, { kind: 'control' }, 'without its faults'),
      expectations: control?.expectations ?? [],
    },
  };
}

/** The scenario as it is run. The variant must be one that it has. */
export function applyVariant(scenario: Scenario, variant: Variant | undefined): Scenario {
  if (variant === undefined) return scenario;
  if (variant.kind === 'mutant') return mutantOf(scenario, variant);
  if (variant.kind === 'syscalls') return countedOf(scenario, variant);
  const control = controlOf(scenario);
  invariant('scenario' in control, `${scenario.path} has no control`);
  return control.scenario;
}

/** The mutant that a variant speaks of. */
export const findMutant = (
  { mutants }: Scenario,
  { program, name }: Extract<Variant, { readonly kind: 'mutant' }>,
): Mutant | undefined => mutants.find((mutant) => mutant.program === program && mutant.name === name);

function mutantOf(scenario: Scenario, variant: Extract<Variant, { readonly kind: 'mutant' }>): Scenario {
  const mutant = findMutant(scenario, variant);
  const patch = mutant?.patch;
  invariant(patch !== undefined, `${scenario.path} has no mutant ${variant.name} of ${variant.program}`);
  return {
    ...scenario,
    identity: identityOf(scenario, variant, `with ${variant.program}: ${variant.name}`),
    programs: scenario.programs.map((program) => (program.name === variant.program ? { ...program, patch } : program)),
  };
}

/**
 * Nothing is expected of its calls, and nobody else traces them unless a step waits for one: a tracer inside the program makes
 * calls of its own.
 */
function countedOf(scenario: Scenario, variant: Extract<Variant, { readonly kind: 'syscalls' }>): Scenario {
  const { programs, failure } = variant;
  const { programs: awaited } = callsThatMatter({ ...scenario, expectations: [] }, new Map());
  const how =
    failure === undefined
      ? 'with its system calls counted'
      : `with ${failure.syscall} #${failure.nth} of ${programs.join(', ')} failing: ${failure.errno}`;
  return {
    ...scenario,
    identity: identityOf(scenario, variant, how),
    expectations: [],
    mutants: [],
    needs: [...new Set([...scenario.needs, 'strace' as const])],
    programs: scenario.programs.map((program) => ({
      ...program,
      trace: awaited.has(program.name) ? program.trace : 'none',
      ...(programs.includes(program.name) ? { syscalls: { failure } } : {}),
    })),
  };
}

const identityOf = ({ identity }: Scenario, variant: Variant, how: string): Scenario['identity'] => ({
  ...identity,
  title: `${identity.title} (${how})`,
  variant,
});
