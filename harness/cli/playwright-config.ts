// The Playwright configuration of `guasto run`: any scenario files, from any folder, with no configuration of the user's.

import type { PlaywrightTestConfig } from '@playwright/test';
import { baseConfig } from '../playwright/define-scenarios.js';
import { isWorker } from '../playwright/environment.js';
import { generateSpecs } from '../playwright/generate-specs.js';
import { processState } from '../playwright/process-state.js';
import { takeOver } from './cli-settings.js';
import { escapeRegExp } from './escape-reg-exp.js';

function configure(): PlaywrightTestConfig {
  const { cwd, options, workers, specsFolder, specsRoot, testDir, outputDir } = takeOver();
  const files = [...processState().readFiles.keys()];
  const specs = isWorker() ? [] : generateSpecs({ folder: specsFolder, root: specsRoot, files, others: 'keep' });
  return {
    ...baseConfig(options, cwd),
    ...(workers === undefined ? {} : { workers }),
    // What is printed is relative to this; what is walked is the project's.
    testDir: cwd,
    outputDir,
    respectGitIgnore: false,
    projects: [{ testDir, testMatch: specs.map((spec) => new RegExp(`^${escapeRegExp(spec)}$`)) }],
  };
}

// Playwright loads a configuration by its default export.
// oxlint-disable-next-line import/no-default-export
export default configure();
