// From the paths on the command line to scenario files that are known to be sound.

import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import pc from 'picocolors';
import { processState } from '../playwright/process-state.js';
import { selectScenarioFiles } from '../playwright/select-files.js';
import { readScenarioFile, renderProblems } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
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
  const files = [...new Set(named.flatMap(({ path }) => selectScenarioFiles(path)))];
  if (files.length === 0) throw new Mistake(`expected *.scenario.yaml files in ${paths.join(', ')}, found none`);
  const scenarios = readAll(files);
  const lines = named.flatMap(({ path, line }) => {
    const file = resolve(path);
    return line === undefined ? [] : [{ file, line: titleLine(scenarios, file, line) }];
  });
  return { files, scenarios, lines };
}

function parsePath(argument: string): { readonly path: string; readonly line: number | undefined } {
  if (exists(argument)) return { path: argument, line: undefined };
  const [, path, line] = /^(.*?):(\d+)(?::\d+)?$/.exec(argument) ?? [];
  if (path !== undefined && exists(path)) return { path, line: Number(line) };
  const hint = argument === 'scenarios' ? ': name the files or folders to run' : '';
  throw new Mistake(`expected a scenario file or a folder, found nothing at ${argument}${hint}`);
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Files are kept as read, so that Playwright's loading in this process does not read them again. */
function readAll(files: readonly string[]): readonly Scenario[] {
  const read = files.map((file) => [file, readScenarioFile(file)] as const);
  const problems = read.flatMap(([, file]) => file.problems);
  if (problems.length > 0) {
    const text = renderProblems(problems, { colour: pc.isColorSupported });
    throw new Mistake(`${summary(problems.length, files.length)}\n\n${text.trimEnd()}`);
  }
  for (const [file, found] of read) processState().readFiles.set(file, found);
  return read.flatMap(([, file]) => file.scenarios);
}

function summary(problems: number, files: number): string {
  const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  return `${many(problems, 'problem')} in ${many(files, 'scenario file')}; nothing was run`;
}

/** Any line of a file stands for the scenario whose title is at it or above. */
function titleLine(scenarios: readonly Scenario[], file: string, line: number): number {
  const titles = scenarios.filter((scenario) => scenario.path === file).map((scenario) => scenario.span.line);
  const found = titles.findLast((title) => title <= line) ?? titles[0];
  if (found === undefined) throw new Mistake(`${relative(process.cwd(), file)} holds no scenario`);
  return found;
}
