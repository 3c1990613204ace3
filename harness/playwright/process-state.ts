// What the parts of guasto inside one process share. It hangs on the global object, because Playwright may load a module
// twice (once transformed, once not).

import type { EngineOptions } from '../engine/job.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Conclusion } from './conclusion.js';

/** One test that a scenario file gave rise to. */
export interface RegisteredScenario {
  readonly path: string;
  readonly scenario: Scenario;
}

export interface ProcessState {
  /** Options of the `defineScenarios` that was evaluated last in this process. */
  options: (EngineOptions & { readonly pooled: boolean; readonly keepWorkers: boolean }) | undefined;
  /** `path of the YAML file \0 title of the test` → its scenario. Filled where test files are loaded. */
  readonly scenarios: Map<string, RegisteredScenario>;
  /** What our reporter made of the whole invocation, for the exit code of the CLI. */
  conclusion: Conclusion | undefined;
}

const KEY = Symbol.for('guasto');

export function processState(): ProcessState {
  const global = globalThis as { [KEY]?: ProcessState };
  global[KEY] ??= {
    options: undefined,
    scenarios: new Map(),
    conclusion: undefined,
  };
  return global[KEY];
}

export const scenarioKey = (path: string, title: string): string => `${path}\0${title}`;
