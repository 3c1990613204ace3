// A `when` rule, beside the steps: waits for its trigger as long as the steps last, then carries out its one step.

import type { Rule } from '../plan/index.js';
import type { Recorder } from '../record/recorder.js';
import { RigError } from '../vocabulary/rig-error.js';
import { recordRigError } from './rig-trouble.js';
import type { StepOutcome, StepPerformer } from './steps.js';
import type { Waiter } from './waiter.js';

export interface RuleParts {
  readonly recorder: Recorder;
  readonly waiter: Waiter;
  readonly performer: StepPerformer;
  /** Aborted when the steps are over: what has not fired by then never does. */
  readonly over: AbortSignal;
}

/** Resolves when the rule's step is done, or the steps are over. Trouble of the rig becomes an event. */
export async function followRule(rule: Rule, index: number, parts: RuleParts): Promise<void> {
  const { recorder, waiter, performer, over } = parts;
  const data = { rule: index, step: -1 };
  if (!(await waiter.waitForTrigger(rule.trigger, over))) {
    recorder.emit({ observer: 'harness', kind: 'rule.ended', data: { ...data, outcome: 'missed' } });
    return;
  }
  const cause = recorder.emit({
    observer: 'harness',
    kind: 'rule.fired',
    data: { rule: index, label: rule.label },
  });
  let outcome: StepOutcome = { outcome: 'failed' };
  try {
    outcome = await performer.perform(rule.step, -1);
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    recordRigError(recorder, error);
  } finally {
    recorder.emit({ observer: 'harness', kind: 'rule.ended', data: { ...data, ...outcome }, cause });
  }
}
