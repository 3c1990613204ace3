// What `guasto run` hands to the packaged Playwright configuration, which workers evaluate again.

import type { ScenarioOptions } from '../playwright/options.js';

export interface CliSettings {
  readonly cwd: string;
  readonly options: ScenarioOptions;
  readonly workers: number | undefined;
  /** Where the generated specs are, and what they mirror; absolute. */
  readonly specsFolder: string;
  readonly specsRoot: string;
  /** Folder that Playwright walks and, in UI mode, watches. */
  readonly testDir: string;
  readonly outputDir: string;
}

const VARIABLE = 'GUASTO_CLI';

export function handOver(settings: CliSettings): void {
  process.env[VARIABLE] = JSON.stringify(settings);
}

export function takeOver(): CliSettings {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('this configuration is for `guasto run`: in your own, use defineScenarios');
  // Written by handOver in the process above this one.
  return JSON.parse(text) as CliSettings;
}
