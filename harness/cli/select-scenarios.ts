// From the paths on the command line to scenario files that are known to be sound.

import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import pc from 'picocolors';
import { readAndKeep } from '../playwright/read-cache.js';
import { selectScenarioFiles } from '../playwright/select-files.js';
import { renderProblems } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioProblem } from '../vocabulary/problems.js';
import { Mistake } from './mistake.js';

export interface Selection {
  /** Absolute, each once, in the order in which they were named. */
  readonly files: readonly string[];
  readonly scenarios: readonly Scenario[];
  /** Where a line was named: that file's scenario at the line. A file may be named with several lines. */
  readonly lines: readonly { readonly file: string; readonly line: number }[];
}

/** Throws Mistake: a path that does not exist, no scenario file at all, or all problems of all files. */
export function selectScenarios(paths: readonly string[]): Selection {
  const named = paths.map(parsePath);
  const found = named.map(({ path }) => selectScenarioFiles(path));
  refuse(found.flatMap(({ problems }) => problems));
  const files = [...new Set(found.flatMap((one) => one.paths))];
  const scenarios = readAll(files);
  const lines = named.flatMap(({ path, line }) => {
    const file = resolve(path);
    return line === undefined ? [] : [{ file, line: titleLine(scenarios, file, line) }];
  });
  return { files, scenarios, lines };
}

/** `file:12` is a line of a file, unless a file has that very name. */
function parsePath(argument: string): { readonly path: string; readonly line: number | undefined } {
  const [, path, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(argument) ?? [];
  return path === undefined || exists(argument) ? { path: argument, line: undefined } : { path, line: Number(line) };
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Files are kept as read, so that Playwright's loading in this process does not read them again. */
function readAll(files: readonly string[]): readonly Scenario[] {
  const { scenarios, problems } = readAndKeep(files);
  refuse(problems);
  return scenarios;
}

function refuse(problems: readonly ScenarioProblem[]): void {
  if (problems.length === 0) return;
  const text = renderProblems(problems, { colour: pc.isColorSupported });
  throw new Mistake(`nothing was run\n\n${text.trimEnd()}`);
}

/** Any line of a file stands for the scenario whose title is at it or above. */
function titleLine(scenarios: readonly Scenario[], file: string, line: number): number {
  const titles = scenarios.filter((scenario) => scenario.path === file).map((scenario) => scenario.span.line);
  const found = titles.findLast((title) => title <= line) ?? titles[0];
  if (found === undefined) throw new Mistake(`${relative(process.cwd(), file)} holds no scenario`);
  return found;
}
