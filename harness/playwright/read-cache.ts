// Scenario files as this process has read them already: the CLI reads all before Playwright loads any.

import { readScenarioFile, readScenarioFiles, type ReadFile } from '../scenario/index.js';

const KEY = Symbol.for('guasto.read-cache');

/** By absolute path. On the global object, because Playwright may load this module a second time. */
function cache(): Map<string, ReadFile> {
  const global = globalThis as { [KEY]?: Map<string, ReadFile> };
  return (global[KEY] ??= new Map());
}

/** All together: a fixture that several of them use is read once. Files that have problems are not kept. */
export function readAndKeep(paths: readonly string[]): ReadFile {
  const read = readScenarioFiles(paths);
  if (read.problems.length > 0) return read;
  for (const path of paths) {
    cache().set(path, { scenarios: read.scenarios.filter((scenario) => scenario.path === path), problems: [] });
  }
  return read;
}

/** As it was kept, once; else as it is now: UI mode reads a file after each edit. */
export function readOnce(path: string): ReadFile {
  const kept = cache().get(path);
  cache().delete(path);
  return kept ?? readScenarioFile(path);
}
