// Which scenario files a folder stands for.

import { relative, resolve, sep } from 'node:path';
import { findScenarioFiles } from '../scenario/index.js';

/** Scenarios that are expected to break live in a folder of this name; they run only when it is named. */
export const MUST_BREAK_FOLDER = 'must-break';

/** Absolute paths of the scenario files that `path`, a file or a folder, stands for; sorted. */
export function selectScenarioFiles(path: string): readonly string[] {
  const folder = resolve(path);
  return findScenarioFiles([folder]).filter((file) => !relative(folder, file).split(sep).includes(MUST_BREAK_FOLDER));
}
