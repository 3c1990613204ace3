// `guasto run`: reads all scenario files first, then lets Playwright's own command line run them in this process.

import { accessSync, constants } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { SPECS_FOLDER } from '../playwright/generate-specs.js';
import type { ScenarioOptions } from '../playwright/options.js';
import { processState } from '../playwright/process-state.js';
import { handOver } from './cli-settings.js';
import { expectPython } from './expect-python.js';
import { locatePlaywright } from './locate-playwright.js';
import { Mistake } from './mistake.js';
import { escapeRegExp } from './escape-reg-exp.js';
import { chooseReporters } from './choose-reporters.js';
import { usesUi, type RunFlags } from './run-flags.js';
import { selectScenarios, type Selection } from './select-scenarios.js';

/** Resolves when Playwright's command line has begun: it ends the process itself, by the exit code of `exitCode`. */
export async function runCommand(paths: readonly string[], flags: RunFlags): Promise<void> {
  const options = scenarioOptions(flags);
  const selection = selectScenarios(paths);
  const playwright = locatePlaywright();
  if (flags.list !== true) await expectPython(selection.scenarios);
  const cwd = process.cwd();
  const reports = resolve(flags.reports);
  const watched = commonFolder(selection.files);
  const specsFolder = usesUi(flags) ? join(watched, SPECS_FOLDER) : join(reports, SPECS_FOLDER);
  handOver({
    cwd,
    options,
    workers: flags.workers,
    specsFolder,
    specsRoot: usesUi(flags) ? watched : cwd,
    testDir: usesUi(flags) ? watched : specsFolder,
    outputDir: join(reports, '_playwright'),
  });
  process.on('exit', () => {
    const exitCode = processState().conclusion?.exitCode ?? 0;
    if (exitCode !== 0) process.exitCode = exitCode; // Else Playwright's own stands.
  });
  process.argv = [process.argv[0] ?? 'node', playwright, 'test', ...playwrightArguments(selection, flags)];
  require(playwright);
}

function scenarioOptions(flags: RunFlags): ScenarioOptions {
  const { print, reporter } = chooseReporters(flags.reporter);
  const concurrency = flags.concurrency ?? flags.workers;
  return {
    mode: usesUi(flags) ? 'live' : 'pooled',
    reports: flags.reports,
    print,
    reporter,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(flags.toxiproxy === undefined ? {} : { toxiproxy: { url: flags.toxiproxy } }),
    ...(flags.toxiproxyServer === undefined ? {} : { toxiproxy: { server: executable(flags.toxiproxyServer) } }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.keep === undefined ? {} : { keep: flags.keep }),
    ...(flags.strict === undefined ? {} : { strict: flags.strict }),
  };
}

function executable(path: string): string {
  try {
    accessSync(path, constants.X_OK);
    return resolve(path);
  } catch {
    throw new Mistake(`--toxiproxy-server: expected a program that can be executed, found none at ${path}`);
  }
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

/** The configuration selects the files; Playwright's filters are needed only for lines in them. */
function filters({ files, lines }: Selection): readonly string[] {
  if (lines.length === 0) return [];
  const whole = files.filter((file) => !lines.some((line) => line.file === file));
  return [
    ...whole.map((file) => `${escapeRegExp(file)}$`),
    ...lines.map(({ file, line }) => `${escapeRegExp(file)}$:${line}`),
  ];
}

/** The nearest folder that holds all files. */
function commonFolder(files: readonly string[]): string {
  let folder = dirname(files[0] ?? process.cwd());
  while (files.some((file) => relative(folder, file).startsWith('..'))) folder = dirname(folder);
  return folder;
}
