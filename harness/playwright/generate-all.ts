// The specs of a whole scenario folder, in a folder inside it.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { generateSpecs } from './generate-specs.js';
import { selectScenarioFiles, SPECS_FOLDER } from './select-files.js';

/** Throws if `testDir` is not a folder. */
export function generateAll(testDir: string): void {
  if (statSync(testDir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Error(
      `defineScenarios: expected a folder of *.scenario.yaml files at ${testDir}, found none. ` +
        `Set "dir" to where they are, relative to the configuration file.`,
    );
  }
  const folder = join(testDir, SPECS_FOLDER);
  generateSpecs({ folder, root: testDir, files: selectScenarioFiles(testDir).paths, others: 'delete' });
}
