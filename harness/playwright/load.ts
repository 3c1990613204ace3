// What a generated spec calls: reads one scenario file and registers its tests, each at its place in the YAML.

import { dirname, resolve } from 'node:path';
import { renderProblems } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioProblem } from '../vocabulary/problems.js';
import { combined, problemFailures } from './failures.js';
import { callAt } from './locate.js';
import { processState, scenarioKey, type RegisteredScenario } from './process-state.js';
import { readOnce } from './read-cache.js';
import { rerunOnEdit } from './rerun-on-edit.js';
import { playwrightEntry } from './runner-instance.js';
import { runScenarioTest, scenarioTest } from './scenario-test.js';
import { uniqueTitles } from './unique-titles.js';

/** `specModule`: the generated spec, which `source` is relative to. Never throws: a bad file becomes a failing test. */
export function load(specModule: { readonly filename: string }, source: string): void {
  const path = resolve(dirname(specModule.filename), source);
  rerunOnEdit(playwrightEntry(), path);
  const { scenarios, problems } = readOnce(path);
  const { titled, repeated } = uniqueTitles(scenarios);
  for (const { scenario, title } of titled) register(path, scenario, title);
  const all = [...problems, ...repeated];
  if (all.length > 0 || titled.length === 0) registerProblems(path, all);
}

function register(path: string, scenario: Scenario, title: string): void {
  const registered: RegisteredScenario = { path, scenario };
  processState().scenarios.set(scenarioKey(path, title), registered);
  const place = { file: path, line: scenario.span.line, column: scenario.span.column };
  const tag = scenario.tags.map((name) => (name.startsWith('@') ? name : `@${name}`));
  callAt(place, scenarioTest, [
    title,
    { tag },
    async ({ engine }, testInfo) => await runScenarioTest(registered, engine, testInfo),
  ]);
}

function registerProblems(path: string, problems: readonly ScenarioProblem[]): void {
  const render = (problem: ScenarioProblem): string => renderProblems([problem], { colour: false });
  // One in a fixture or in the catalogue has its line there, not here.
  const first = problems.map(({ span }) => span).find(({ file }) => resolve(file) === path);
  const place = { file: path, line: first?.line ?? 1, column: first?.column ?? 1 };
  callAt(place, scenarioTest, [
    'the scenario file is sound',
    {},
    () => {
      throw combined(problemFailures(problems, render)) ?? new Error(`${path} holds no scenario`);
    },
  ]);
}
