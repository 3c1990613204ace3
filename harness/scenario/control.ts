// The control of a scenario: its steps without the faults, so that what the scenario shows can be put down to them. Left out
// are the faults, what heals them, the guards after the first of them (they ask for its effect), and, of a program that a
// signal would have ended, its exit and its restart.

import type { SignalName } from '../vocabulary/signals.js';
import type { Condition, Rule, Scenario, Step } from './scenario.js';

export const hasFaults = ({ steps, rules }: Scenario): boolean =>
  [...steps, ...rules.map(({ step }) => step)].some(isFault);

/** Steps and rules of the control. */
export function withoutFaults({ steps, rules, control }: Scenario): Pick<Scenario, 'steps' | 'rules'> {
  // With expectations of its own, only these say how the programs must end.
  const mayFail = control?.kind === 'expect';
  const endedByRules = rules.flatMap(({ step }) => endedBy(step) ?? []);
  const ended = new Set(endedByRules);
  let isAfterFault = endedByRules.length > 0;
  const kept: Step[] = [];
  for (const step of steps) {
    isAfterFault ||= isFault(step);
    const program = endedBy(step);
    if (program !== undefined) ended.add(program);
    if (isFault(step) || step.do === 'heal' || (step.do === 'guard' && isAfterFault)) continue;
    // It was never ended, so it can neither be awaited to exit nor started again: it runs as if it had been.
    if (isAboutTheEnded(step, ended)) {
      if (step.do === 'restart') ended.delete(step.program);
      continue;
    }
    kept.push(softened(step, mayFail));
  }
  return { steps: kept, rules: rules.filter(isKept) };
}

const isKept = ({ step }: Rule): boolean => !isFault(step) && step.do !== 'heal' && step.do !== 'guard';

/** SIGUSR1 and SIGUSR2 tell a program something; what they do is its own business. */
const isFault = (step: Step): boolean =>
  step.do === 'inject' && !(step.fault === 'signal' && TELLING.has(signalOf(step).signal));

const TELLING: ReadonlySet<SignalName> = new Set(['USR1', 'USR2']);
const PAUSING: ReadonlySet<SignalName> = new Set(['STOP', 'CONT']);

/** The program that the step's signal ends. */
function endedBy(step: Step): string | undefined {
  if (step.do !== 'inject' || step.fault !== 'signal') return undefined;
  const { program, signal } = signalOf(step);
  return TELLING.has(signal) || PAUSING.has(signal) ? undefined : program;
}

/** The language reads `signal` steps into this shape (kinds/faults/signal.ts). */
const signalOf = ({ spec }: Extract<Step, { readonly do: 'inject' }>) =>
  spec as { readonly program: string; readonly signal: SignalName };

function isAboutTheEnded(step: Step, ended: ReadonlySet<string>): boolean {
  if (step.do === 'restart') return ended.has(step.program);
  return step.do === 'await' && step.condition.on === 'exit' && ended.has(step.condition.program);
}

/** How a program exits under a fault says nothing of how it exits without: it must succeed, or merely end. */
function softened(step: Step, mayFail: boolean): Step {
  if (step.do !== 'await' || step.condition.on !== 'exit') return step;
  const condition: Condition = { ...step.condition, code: mayFail ? undefined : 0, signal: undefined };
  return { ...step, condition };
}
