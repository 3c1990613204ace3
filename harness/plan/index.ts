// The plan room: scenario in, plan out.

export type * from './plan.js';
export { planRun, portsNeeded, type PlanInputs } from './plan-run.js';
