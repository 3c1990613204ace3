// The Playwright configuration of `guasto run`: any scenario files, from any folder, with no configuration of the user's.
// It imports little: see define-scenarios.ts.

import { join } from 'node:path';
import type { PlaywrightTestConfig, ReporterDescription } from '@playwright/test';
import { baseConfig } from '../playwright/define-scenarios.js';
import { ENVIRONMENT } from '../playwright/environment.js';
import type { CliSettings } from './cli-settings.js';

function configure(): PlaywrightTestConfig {
  const { cwd, options, workers, testDir, outputDir } = settings();
  const base = baseConfig(options, cwd);
  return {
    ...base,
    reporter: withHtmlInRunFolder(base.reporter),
    ...(workers === undefined ? {} : { workers }),
    // What is printed is relative to this; what is walked is the project's.
    testDir: cwd,
    outputDir,
    respectGitIgnore: false,
    projects: [{ testDir }],
  };
}

// Playwright loads a configuration by its default export.
// oxlint-disable-next-line import/no-default-export
export default configure();

function settings(): CliSettings {
  const text = process.env['GUASTO_CLI'];
  if (text === undefined) throw new Error('this configuration is for `guasto run`: in your own, use defineScenarios');
  // Written by run-command.ts in the process above this one.
  return JSON.parse(text) as CliSettings;
}

/** Playwright's default, playwright-report/, is the user's own. */
function withHtmlInRunFolder(reporters: PlaywrightTestConfig['reporter']): ReporterDescription[] {
  if (!Array.isArray(reporters)) return [];
  const outputFolder = join(process.env[ENVIRONMENT.reports] ?? 'reports', 'html');
  return reporters.map((reporter) => (reporter[0] === 'html' ? ['html', { open: 'never', outputFolder }] : reporter));
}
