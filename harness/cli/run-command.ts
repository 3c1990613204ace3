// `guasto run`: reads all scenario files first, then lets Playwright's own command line run them in this process.

import { dirname, join, relative, resolve } from 'node:path';
import { generateSpecs } from '../playwright/generate-specs.js';
import type { ScenarioOptions } from '../playwright/options.js';
import type * as state from '../playwright/process-state.js';
import { SPECS_FOLDER } from '../playwright/select-files.js';
import { chooseReporters } from './choose-reporters.js';
import type { CliSettings } from './cli-settings.js';
import { executable } from './executable.js';
import { expectPython } from './expect-python.js';
import { locatePlaywright } from './locate-playwright.js';
import { usesUi, type RunFlags } from './run-flags.js';
import { selectScenarios, type Selection } from './select-scenarios.js';

/** Resolves when Playwright's command line has begun; that ends the process. */
export async function runCommand(paths: readonly string[], flags: RunFlags): Promise<void> {
  const options = scenarioOptions(flags);
  const selection = selectScenarios(paths);
  const playwright = locatePlaywright();
  if (flags.list !== true) await expectPython(selection.scenarios);
  const settings = prepareSpecs(selection.files, options, flags);
  process.env['GUASTO_CLI'] = JSON.stringify(settings); // playwright-config.ts reads it.
  if (!usesUi(flags)) process.on('exit', setExitCode);
  process.argv = [process.argv[0] ?? 'node', playwright, 'test', ...playwrightArguments(selection, flags)];
  require(playwright);
}

/** The specs stand beside the reports, so that scenario folders stay as they are and may be read-only. */
function prepareSpecs(files: readonly string[], options: ScenarioOptions, flags: RunFlags): CliSettings {
  const cwd = process.cwd();
  const reports = resolve(flags.reports);
  // UI mode watches the folder of the specs, and should see edits of the scenario files.
  const watched = usesUi(flags) ? commonFolder(files) : undefined;
  const folder = join(watched ?? reports, SPECS_FOLDER);
  generateSpecs({ folder, root: watched ?? cwd, files, others: 'keep' });
  const outputDir = join(reports, '_playwright');
  return { cwd, options, workers: flags.workers, testDir: watched ?? folder, outputDir };
}

/** Playwright's exit code says that something failed; ours says what. */
function setExitCode(): void {
  // Loaded late: what Playwright's hooks have loaded first is in their cache, where its workers find it.
  const { processState } = require('../playwright/process-state.js') as typeof state;
  const exitCode = processState().conclusion?.exitCode ?? 0;
  if (exitCode !== 0) process.exitCode = exitCode;
}

function scenarioOptions(flags: RunFlags): ScenarioOptions {
  const { print, reporter } = chooseReporters(flags.reporter);
  const concurrency = flags.concurrency ?? flags.workers;
  return {
    mode: usesUi(flags) ? 'live' : 'pooled',
    reports: flags.reports,
    print,
    reporter: flags.list === true ? [] : reporter, // Playwright would write an empty HTML report.
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(flags.toxiproxy === undefined ? {} : { toxiproxy: { url: flags.toxiproxy } }),
    ...(flags.toxiproxyServer === undefined
      ? {}
      : { toxiproxy: { server: executable('--toxiproxy-server', flags.toxiproxyServer) } }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.keep === undefined ? {} : { keep: flags.keep }),
    ...(flags.strict === undefined ? {} : { strict: flags.strict }),
  };
}

function playwrightArguments(selection: Selection, flags: RunFlags): readonly string[] {
  const value = (name: string, given: string | number | undefined): readonly string[] =>
    given === undefined ? [] : [`--${name}=${given}`];
  const flag = (name: string, given: boolean | undefined): readonly string[] => (given === true ? [name] : []);
  return [
    ...filters(selection),
    `--config=${require.resolve('./playwright-config.js')}`,
    ...value('grep', flags.grep),
    ...value('shard', flags.shard),
    ...value('repeat-each', flags.repeatEach),
    ...value('retries', flags.retries),
    ...value('ui-host', flags.uiHost),
    ...value('ui-port', flags.uiPort),
    ...flag('--last-failed', flags.lastFailed),
    ...flag('-x', flags.x),
    ...flag('--list', flags.list),
    ...flag('--ui', flags.ui),
  ];
}

/** Each file by its whole path, since the folder may hold specs of other runs; a line by its test's place. */
function filters({ files, lines }: Selection): readonly string[] {
  const whole = files.filter((file) => !lines.some((line) => line.file === file));
  const pattern = (file: string): string => `^${escapeRegExp(file)}$`;
  return [...whole.map(pattern), ...lines.map(({ file, line }) => `${pattern(file)}:${line}`)];
}

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The nearest folder that holds all files. */
function commonFolder(files: readonly string[]): string {
  let folder = dirname(files[0] ?? process.cwd());
  while (files.some((file) => relative(folder, file).startsWith('..'))) folder = dirname(folder);
  return folder;
}
