// A folder for each look at a scenario. Making it is the claim: two scenarios whose paths give the same name (`a/b`, `a-b`),
// or two looks at one scenario, in one process or in several, never write to the same.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { RigError } from '../vocabulary/rig-error.js';

const MOST_OF_ONE_NAME = 10_000;

/** Makes `name` in `parent`, or `name.2`, `name.3`… when that is taken. Throws RigError. */
export function claimFolder(parent: string, name: string): string {
  try {
    mkdirSync(parent, { recursive: true });
    for (let n = 1; n <= MOST_OF_ONE_NAME; n += 1) {
      const folder = join(parent, n === 1 ? name : `${name}.${n}`);
      if (isMade(folder)) return folder;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RigError(
      'workspace-failed',
      `expected to make a folder for the run's record in ${parent}, but: ${reason}`,
      {
        cause,
        hint: 'choose another place with --reports',
      },
    );
  }
  throw new RigError('workspace-failed', `${parent} has ${MOST_OF_ONE_NAME} folders named ${name} already`, {
    hint: 'choose another place with --reports',
  });
}

function isMade(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
