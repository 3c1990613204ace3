// Which scenario files are meant by the files and folders of a command line.

import { resolve } from 'node:path';
import { isFile, isFolder, scenarioFilesIn, SCENARIO_SUFFIX, shownPath } from './files.js';
import type { ScenarioProblem } from '../vocabulary/problems.js';

export interface FoundFiles {
  /** Absolute, each once: in the order given, each folder's sorted. */
  readonly paths: readonly string[];
  /** Names that mean no scenario. */
  readonly problems: readonly ScenarioProblem[];
}

/** Folders are searched with what is below them, but for node_modules and `_guasto`. */
export function findScenarioFiles(filesOrFolders: readonly string[], cwd: string = process.cwd()): FoundFiles {
  const paths = new Set<string>();
  const problems: ScenarioProblem[] = [];
  const refuse = (path: string, message: string, hint: string): void => {
    const expected = `a file named *${SCENARIO_SUFFIX}, or a folder that holds some`;
    problems.push({ span: { file: shownPath(path, cwd), line: 1, column: 1, length: 1 }, message, expected, hint });
  };
  for (const given of filesOrFolders) {
    const path = resolve(cwd, given);
    if (isFolder(path)) {
      const unreadable: string[] = [];
      const found = scenarioFilesIn(path, unreadable);
      for (const one of found) paths.add(one);
      for (const one of unreadable) refuse(one, 'this folder can’t be read', 'check its permissions');
      if (found.length === 0 && unreadable.length === 0)
        refuse(path, 'there is no scenario in this folder', 'check the path');
    } else if (!isFile(path)) refuse(path, 'this file does not exist', 'check the path');
    else if (path.endsWith(SCENARIO_SUFFIX)) paths.add(path);
    else refuse(path, 'this file is not a scenario', `rename it to end in ${SCENARIO_SUFFIX}, if it is one`);
  }
  return { paths: [...paths], problems };
}
