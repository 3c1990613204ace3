// Which step of the scenario an event of the record is about, and what it is called.

import type { EventData } from '../record/event.js';
import type { Scenario, Step } from '../scenario/scenario.js';

/** The step; if the scenario was changed since the run, the one with the same label, or a stand-in at the title. */
export function stepAt(scenario: Scenario, { step: index, label }: EventData['step.started']): Step {
  const step = scenario.steps[index];
  if (step?.label === label) return step;
  const alike = scenario.steps.find((candidate) => candidate.label === label);
  return alike ?? { span: scenario.span, label, do: 'wait', us: 0 };
}

/** The step's verb, as `breaks:` names it: `await exit`, `guard tcp`, `restart`. */
export const clauseOf = (step: Step): string =>
  step.do === 'await' || step.do === 'guard' ? `${step.do} ${step.condition.on}` : step.do;
