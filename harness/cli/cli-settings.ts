// What `guasto run` hands to its Playwright configuration, in the environment: workers evaluate the configuration again.

import type { ScenarioOptions } from '../playwright/options.js';

export interface CliSettings {
  readonly cwd: string;
  readonly options: ScenarioOptions;
  readonly workers: number | undefined;
  /** Folder of the generated specs, absolute; in UI mode one that holds the scenario files too, since it is watched. */
  readonly testDir: string;
  readonly outputDir: string;
}
