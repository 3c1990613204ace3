// How a command ends that can't do what was asked.

import { EXIT_AUTHORS_MISTAKE, exitCodeOf } from '../vocabulary/outcome.js';
import { RigError } from '../vocabulary/rig-error.js';

/** The caller's mistake: its message is shown as it is, and the exit code is 2. */
export class Mistake extends Error {
  override readonly name = 'Mistake';
}

/** Prints what went wrong and sets the exit code. Our own bugs are thrown on. */
export function endWith(error: unknown): void {
  if (error instanceof Mistake) {
    process.stderr.write(`guasto: ${error.message}\n`);
    process.exitCode = EXIT_AUTHORS_MISTAKE;
  } else if (error instanceof RigError) {
    process.stderr.write(`guasto: ${error.message}\n${error.hint === undefined ? '' : `  try: ${error.hint}\n`}`);
    process.exitCode = exitCodeOf('inconclusive', { strict: false });
  } else {
    throw error;
  }
}
