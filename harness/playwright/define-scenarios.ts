// Scenario files as a Playwright configuration: `export default defineScenarios({ dir: 'scenarios' })`.
//
// Every worker evaluates this again, and where guasto is linked (not in node_modules) Playwright transpiles what it imports:
// so it imports little, and what only the main process needs is loaded when it is called.

import { dirname, join, resolve } from 'node:path';
import type { PlaywrightTestConfig } from '@playwright/test';
import { callingFile } from './calling-file.js';
import { ENVIRONMENT, forgetSurroundingRun, isWorker, newRunName } from './environment.js';
import type * as generation from './generate-all.js';
import { engineOptions, reporterList, type ScenarioOptions } from './options.js';
import { processState } from './process-state.js';

/**
 * A configuration that runs every `*.scenario.yaml` under `dir` as tests, one per scenario and row of its matrix, and
 * every `*.spec.ts` beside them. `defineConfig(defineScenarios({ … }), { … })` adds to it or overrides it.
 * Throws if `dir` is not a folder. A mistake in a scenario file is a failing test, never an error of the configuration.
 */
export function defineScenarios(options: ScenarioOptions = {}): PlaywrightTestConfig {
  const root = resolve(options.root ?? callersFolder());
  const testDir = resolve(root, options.dir ?? 'scenarios');
  // The type of a module is that of what require gives.
  if (!isWorker()) (require('./generate-all.js') as typeof generation).generateAll(testDir);
  return {
    testDir,
    respectGitIgnore: false, // git ignores the generated specs, on purpose.
    ...baseConfig(options, root),
  };
}

/** What every configuration of ours has in common, whichever tests it selects. */
export function baseConfig(options: ScenarioOptions, root: string): PlaywrightTestConfig {
  // Once: UI mode evaluates the configuration again while its engine runs.
  if (!isWorker() && processState().options === undefined) forgetSurroundingRun();
  const reportsFolder = chooseReportsFolder(resolve(root, options.reports ?? 'reports'));
  const pooled = options.mode !== 'live';
  const keepWorkers = options.keepWorkers ?? true;
  processState().options = { ...engineOptions(options, root, reportsFolder), pooled, keepWorkers };
  return {
    fullyParallel: true,
    globalSetup: require.resolve('./global-setup.js'),
    reporter: reporterList(options),
    build: { external: [OWN_FILES] },
    // Retries come last and alone: what failed beside others and holds alone is flaky. Playwright < 1.62 ignores this.
    retryStrategy: 'isolated',
    // In pooled mode a worker only awaits results.
    ...(pooled ? { workers: 1 } : {}),
  };
}

/** In a linked checkout our files are not in node_modules, and Playwright would transpile what is JavaScript already. */
const OWN_FILES = `**${dirname(__dirname).replaceAll(/[*?[\](){}!+@|\\]/g, '?')}/**`;

/** One folder for each invocation, named by its main process; workers inherit it. Made when something is written. */
function chooseReportsFolder(base: string): string {
  const inherited = isWorker() ? process.env[ENVIRONMENT.reports] : undefined;
  const folder = inherited ?? join(base, newRunName());
  process.env[ENVIRONMENT.reports] = folder;
  return folder;
}

function callersFolder(): string {
  const file = callingFile();
  return file === undefined ? process.cwd() : dirname(file);
}
