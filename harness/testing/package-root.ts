// Where specs find the repository: compiled specs run from dist/ or elsewhere below it.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json. Throws when there is none above. */
export function packageRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error('no package.json above the specs');
  }
}
