// `guasto fail-calls`: a scenario once for each of its socket calls and each error that the call may meet; a table of fates.

import { mkdirSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import pc from 'picocolors';
import type { EngineOptions } from '../engine/index.js';
import { repeatCommand } from '../engine/repeat-command.js';
import {
  performFailures,
  renderFailCalls,
  renderFailCallsJson,
  renderFailCallsMarkdown,
  stateHead,
  stateLine,
  type FailCallsOutcome,
  type FailCallsReport,
  type FailCallsState,
  type FailureResult,
  type NoBasis,
} from '../explore/index.js';
import { newRunName } from '../playwright/environment.js';
import { parseRecord } from '../record/json-lines.js';
import { didYouMean } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { exitCodeOf } from '../vocabulary/outcome.js';
import { expectPython } from './expect-python.js';
import { errnosIn, exitCodeFor, fatesIn, namesIn, nothingToFail, onlyIn, resumeCommand } from './fail-calls-choice.js';
import type { FailCallsFlags } from './fail-calls-flags.js';
import { findState, STATE_FILE } from './fail-calls-state.js';
import { Mistake } from './mistake.js';
import { selectScenarios } from './select-scenarios.js';
import { withEngine } from './with-engine.js';

/** Each run is one or two programs under strace. */
const RUNS_PER_CPU = 4;

/** Sets the exit code. Throws Mistake and RigError. */
export async function failCallsCommand(path: string, flags: FailCallsFlags): Promise<void> {
  const scenario = onlyScenario(path, flags.row);
  const choice = { calls: namesIn(flags.calls), errnos: errnosIn(flags.errnos), only: onlyIn(flags.only) };
  const failOn = fatesIn(flags.failOn);
  const state = stateOf(scenario, flags);
  const begun = flags.resume === undefined ? undefined : findState(state, flags);
  await expectPython([scenario]);
  const folder = begun?.folder ?? join(resolve(flags.reports), newRunName());
  mkdirSync(folder, { recursive: true });
  const stateFile = join(folder, STATE_FILE);
  if (begun === undefined) writeFileSync(stateFile, stateHead(state));
  const startedAtMs = Date.now();
  const request = { scenario, programs: state.programs, choice, limit: flags.limit, known: begun?.results ?? [] };
  const options = engineOptions(flags, folder);
  const outcome = await perform(request, options, stateFile);
  if (outcome === undefined) return print(`interrupted; to go on: ${resumeCommand(process.argv, shown(folder))}`);
  if ('basis' in outcome) return explain(outcome);
  const { calls, ...found } = outcome;
  if (found.results.length === 0) throw new Mistake(nothingToFail(calls, state.programs, flags));
  const { file, line, title, sha256 } = scenario.identity;
  const repeat = repeatCommand(withCallsFailing(scenario, state.programs), options);
  const timing = { startedAt: new Date(startedAtMs).toISOString(), durationUs: (Date.now() - startedAtMs) * 1000 };
  const report: FailCallsReport = { title, file, line, repeat, sha256, ...found, ...timing };
  writeFileSync(join(folder, 'fail-calls.json'), renderFailCallsJson(report));
  writeFileSync(join(folder, 'fail-calls.md'), renderFailCallsMarkdown(report));
  print(renderFailCalls(report, { colour: pc.isColorSupported }));
  print(`${pc.dim('report:')} ${join(shown(folder), 'fail-calls.md')}`);
  process.exitCode = exitCodeFor(report.results, failOn);
}

function onlyScenario(path: string, row: number | undefined): Scenario {
  const { scenarios, lines } = selectScenarios([path]);
  const [line] = lines;
  const there = scenarios.filter(({ span }) => line === undefined || span.line === line.line);
  const chosen = row === undefined ? there : there.filter(({ identity }) => identity.row === row - 1);
  const [scenario] = chosen;
  if (scenario !== undefined && chosen.length === 1) return scenario;
  if (row !== undefined) throw new Mistake(`--row: there is no row ${row} in ${path}, which has ${there.length}`);
  const rows = there.every(({ path: file }) => file === there[0]?.path);
  throw new Mistake(
    rows
      ? `expected one scenario, and ${path} has a matrix: choose one of its ${there.length} rows with --row`
      : `expected one scenario, and there are ${there.length} in ${path}: name one file`,
  );
}

function stateOf({ identity, programs }: Scenario, { program }: FailCallsFlags): FailCallsState {
  const known = programs.map(({ name }) => name);
  const chosen = namesIn(program) ?? known;
  for (const name of chosen) {
    if (known.includes(name)) continue;
    throw new Mistake(`there is no program "${name}" in this scenario: ${didYouMean(name, known) ?? known.join(', ')}`);
  }
  return { file: identity.file, row: identity.row, sha256: identity.sha256, programs: chosen };
}

const withCallsFailing = (scenario: Scenario, programs: readonly string[]): Scenario => ({
  ...scenario,
  identity: { ...scenario.identity, variant: { kind: 'syscalls', programs } },
});

function engineOptions(flags: FailCallsFlags, reportsFolder: string): EngineOptions {
  return {
    reportsFolder,
    concurrency: flags.concurrency ?? RUNS_PER_CPU * availableParallelism(),
    toxiproxy: { kind: 'embedded' },
    seed: flags.seed,
    keep: false,
    strict: false,
  };
}

/** undefined after Ctrl-C, when everything that was running is ended. */
const perform = (
  request: Parameters<typeof performFailures>[0],
  options: EngineOptions,
  stateFile: string,
): Promise<FailCallsOutcome | NoBasis | undefined> =>
  withEngine(options, ({ engine, isInterrupted, show }) =>
    performFailures(request, {
      engine,
      isInterrupted,
      readRecord: (folder) => parseRecord(readFileSync(join(folder, 'record.jsonl'), 'utf8')),
      tell: (result, { done, of }) => {
        appendFileSync(stateFile, stateLine(result));
        show(`${done} of ${of}: ${wordsOf(result)}`);
      },
    }),
  );

const wordsOf = ({ program, call, nth, errno, fate }: FailureResult): string =>
  `${program} ${call} #${nth} ${errno}: ${fate}`;

function explain({ basis }: NoBasis): void {
  const { outcome, text, reason } = basis;
  process.exitCode = exitCodeOf(outcome === 'held' ? 'inconclusive' : outcome, { strict: false });
  print(
    `expected the scenario to hold while no call fails, and it is ${outcome}${reason === undefined ? '' : `: ${reason}`}`,
  );
  if (outcome !== 'unsupported') print(text);
}

const shown = (folder: string): string => relative(process.cwd(), folder) || '.';

const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
