// The public face: a scenario file to a verdict in five calls.
//
//   const { scenarios } = readScenarioFile('scenarios/x.scenario.yaml');
//   const plan = planRun(scenario, { seed, ports });
//   const record = await run(plan, world);              // the only effect
//   const verdicts = judge(scenario, record);
//   const report = compileReport({ scenario, record, verdicts });

export { judge } from './judge/index.js';
export type { RunVerdict, Verdict } from './judge/verdict.js';
export { planRun, portsNeeded, type Plan } from './plan/index.js';
export type { RunEvent } from './record/event.js';
export { parseRecord } from './record/json-lines.js';
export type { RunRecord } from './record/run-record.js';
export { compileReport } from './report/index.js';
export type { RunReport } from './kinds/reporters/run-report.js';
export { openWorld, run, type World, type WorldOptions } from './run/index.js';
export { readScenarioFile, readScenarioFiles, renderProblems } from './scenario/index.js';
export type { Scenario } from './scenario/scenario.js';
export type { Outcome } from './vocabulary/outcome.js';
export type { ScenarioProblem } from './vocabulary/problems.js';
