// Reads scenario files: all scenarios and all problems of all files.

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { ScenarioProblem } from '../vocabulary/problems.js';
import { BehaviourLibrary } from './behaviours/behaviour-library.js';
import { isFile, readText, shownPath } from './files.js';
import { Language, type Shelves } from './language.js';
import { FixtureLibrary } from './programs/fixture-library.js';
import { readScenarios } from './read-scenario.js';
import type { Scenario } from './scenario.js';
import { SHELVES } from './shelves.js';
import { ProblemList } from './text/problem-list.js';
import { readYaml } from './text/read-yaml.js';
import { SourceText } from './text/source-text.js';
import { describeTree } from './text/tree.js';

export interface ReadOptions {
  /** What can be said. Default: the shelves of this package. */
  readonly shelves?: Shelves;
  /** Paths are shown relative to it. Default: the process's working directory. */
  readonly cwd?: string;
}

export interface ReadFile {
  /** One for each row of the matrix; none of a file that has problems. */
  readonly scenarios: readonly Scenario[];
  /** By file, line and column. */
  readonly problems: readonly ScenarioProblem[];
}

/** Reads one file. Never throws for what stands in it. */
export function readScenarioFile(path: string, options: ReadOptions = {}): ReadFile {
  return readScenarioFiles([path], options);
}

/** Reads them all; a fixture that several use is read once, and its problems are shown once. */
export function readScenarioFiles(paths: readonly string[], options: ReadOptions = {}): ReadFile {
  const cwd = options.cwd ?? process.cwd();
  const language = languageOf(options.shelves ?? SHELVES);
  const problems = new ProblemList();
  const fixtures = new FixtureLibrary(language, problems, cwd);
  const behaviours = new BehaviourLibrary(problems, cwd);
  const reading = { language, problems, fixtures, behaviours, cwd };
  const scenarios = paths.flatMap((path) => readOne(resolve(cwd, path), reading));
  return { scenarios, problems: problems.sorted() };
}

const LANGUAGES = new WeakMap<Shelves, Language>();

function languageOf(shelves: Shelves): Language {
  const language = LANGUAGES.get(shelves) ?? new Language(shelves, isFile);
  LANGUAGES.set(shelves, language);
  return language;
}

interface Reading {
  readonly language: Language;
  readonly problems: ProblemList;
  readonly fixtures: FixtureLibrary;
  readonly behaviours: BehaviourLibrary;
  readonly cwd: string;
}

function readOne(path: string, { cwd, ...reading }: Reading): readonly Scenario[] {
  const { problems } = reading;
  const shown = shownPath(path, cwd);
  const file = readText(path);
  if ('problem' in file) {
    problems.add({ file: shown, line: 1, column: 1, length: 1 }, file.problem);
    return [];
  }
  const source = new SourceText(shown, file.text);
  problems.know(source);
  const before = problems.count;
  const tree = readYaml(source, problems);
  if (tree === undefined) return [];
  if (tree.is !== 'mapping') {
    problems.add(tree.span, {
      message: 'a scenario must be a mapping',
      expected: 'keys with values: title, programs, steps, expect',
      found: describeTree(tree),
      hint: 'begin with `title: …`, the claim in plain English',
    });
    return [];
  }
  const sha256 = createHash('sha256').update(file.text).digest('hex');
  const scenarios = readScenarios(tree, { ...reading, source, path, sha256 });
  return problems.count === before ? scenarios : [];
}
