// Which scenario files a file or folder stands for.

import { relative, resolve, sep } from 'node:path';
import { findScenarioFiles, type FoundFiles } from '../scenario/index.js';

/** Where generated specs stand; never searched for scenarios. */
export const SPECS_FOLDER = '_guasto';

/** Scenarios that are expected to break live in a folder of this name; they run only when it is named. */
export const MUST_BREAK_FOLDER = 'must-break';

/** Absolute paths, sorted; problems where there is none. */
export function selectScenarioFiles(path: string): FoundFiles {
  const { paths, problems } = findScenarioFiles([path]);
  const root = resolve(path);
  return { paths: paths.filter((file) => !relative(root, file).split(sep).includes(MUST_BREAK_FOLDER)), problems };
}
