// `guasto fail-calls`: a scenario once for each of its socket calls and each error that the call may meet; a table of fates.

import { mkdirSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import pc from 'picocolors';
import type { EngineOptions } from '../engine/index.js';
import {
  FATES,
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
import { errnoNames } from '../vocabulary/errno.js';
import { exitCodeOf } from '../vocabulary/outcome.js';
import { expectPython } from './expect-python.js';
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
  const choice = { calls: namesIn(flags.calls), errnos: errnosIn(flags.errnos), only: flags.only };
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
  const outcome = await perform(request, engineOptions(flags, folder), stateFile);
  if (outcome === undefined)
    return print(`interrupted; to go on: npx guasto fail-calls ${path} --resume ${shown(folder)}`);
  if ('basis' in outcome) return explain(outcome);
  const { file, line, title, sha256 } = scenario.identity;
  const timing = { startedAt: new Date(startedAtMs).toISOString(), durationUs: (Date.now() - startedAtMs) * 1000 };
  const report: FailCallsReport = { title, file, line, sha256, ...outcome, ...timing };
  writeFileSync(join(folder, 'fail-calls.json'), renderFailCallsJson(report));
  writeFileSync(join(folder, 'fail-calls.md'), renderFailCallsMarkdown(report));
  print(renderFailCalls(report, { colour: pc.isColorSupported }));
  print(`${pc.dim('report:')} ${join(shown(folder), 'fail-calls.md')}`);
  if (report.results.some(({ fate }) => failOn.has(fate))) process.exitCode = 1;
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

const namesIn = (list: string | undefined): readonly string[] | undefined =>
  list
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function errnosIn(list: string | undefined): readonly string[] | undefined {
  const errnos = namesIn(list);
  const unknown = errnos?.find((name) => !errnoNames().includes(name));
  if (unknown === undefined) return errnos;
  throw new Mistake(
    `--errnos: ${unknown} is no errno: ${didYouMean(unknown, errnoNames()) ?? 'such as ECONNRESET,EINTR'}`,
  );
}

function fatesIn(list: string | undefined): ReadonlySet<string> {
  const fates = namesIn(list) ?? [];
  const unknown = fates.find((fate) => !Object.hasOwn(FATES, fate));
  if (unknown !== undefined)
    throw new Mistake(`--fail-on: expected some of ${Object.keys(FATES).join(', ')}, found ${unknown}`);
  return new Set(fates);
}

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
