// Plans for the specs of rooms that may not read scenarios: as an author writes them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planRun, portsNeeded, type Plan } from '../plan/index.js';
import type { World } from '../run/index.js';
import { readScenarioFile, renderProblems } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { scratchFolder, type AfterTest } from './scratch-folder.js';

/** Throws with the reader's own words when the text is wrong. */
export function scenarioOf(t: AfterTest, yaml: string): Scenario {
  const path = join(scratchFolder(t), 'spec.scenario.yaml');
  writeFileSync(path, yaml);
  const { scenarios, problems } = readScenarioFile(path);
  const [scenario] = scenarios;
  if (problems.length > 0 || scenario === undefined) throw new Error(renderProblems(problems, { colour: false }));
  return scenario;
}

/** A plan on ports of this world, which the test gives back. */
export function planIn(world: World, t: AfterTest, yaml: string): Plan {
  const scenario = scenarioOf(t, yaml);
  const lease = world.ports.lease(portsNeeded(scenario));
  t.after(() => lease.release());
  return planRun(scenario, { seed: 1, ports: lease.ports });
}
