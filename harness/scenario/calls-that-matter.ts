// Which programs' socket calls a scenario speaks of: these are traced in whatever language they are written, and the machine
// must be able to.

import { basename } from 'node:path';
import type { Capability } from '../vocabulary/capabilities.js';
import type { ExpectationKind } from '../kinds/expectations/expectation.js';
import type { Condition, Expectation, Program, Rule, Step } from './scenario.js';

export interface Spoken {
  readonly steps: readonly Step[];
  readonly rules: readonly Rule[];
  /** Those of the control, too. */
  readonly expectations: readonly Expectation[];
}

export interface CallsThatMatter {
  readonly programs: ReadonlySet<string>;
  /** A pattern over calls names no program: whoever makes them. */
  readonly all: boolean;
}

export function callsThatMatter(
  { steps, rules, expectations }: Spoken,
  kinds: ReadonlyMap<string, ExpectationKind>,
): CallsThatMatter {
  const conditions = [...[...steps, ...rules.map(({ step }) => step)].flatMap(conditionsOf), ...rules.map(triggerOf)];
  const awaited = conditions.flatMap((condition) => (condition.on === 'call' ? [condition.program] : []));
  const expected = expectations.map(({ kind, spec }) => kinds.get(kind)?.callsOf?.(spec) ?? []);
  return {
    programs: new Set([...awaited, ...expected.flatMap((programs) => (programs === 'all' ? [] : programs))]),
    all: expected.includes('all'),
  };
}

export const withCallsThatMatter = (
  programs: readonly Program[],
  { programs: spokenOf, all }: CallsThatMatter,
): readonly Program[] => programs.map((program) => ({ ...program, callsMatter: all || spokenOf.has(program.name) }));

/** What must be there so that the program's calls are seen. */
export function needsOfCalls(program: Program, { programs, all }: CallsThatMatter): readonly Capability[] {
  const looksLikePython = /^python[0-9.]*$/.test(basename(program.argv[0] ?? ''));
  switch (program.trace) {
    case 'python':
      return ['python-calls'];
    case 'strace':
      return ['strace'];
    case 'auto':
      if (!programs.has(program.name) && !(all && looksLikePython)) return [];
      return looksLikePython ? ['python-calls'] : ['strace'];
    // What is said of its calls is inconclusive, and the author asked for it.
    case 'none':
      return [];
  }
}

const conditionsOf = (step: Step): readonly Condition[] =>
  step.do === 'await' || step.do === 'guard' ? [step.condition] : [];

const triggerOf = ({ trigger }: Rule): Condition => trigger;
