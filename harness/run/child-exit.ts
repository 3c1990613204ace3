// How a helper of ours (not a program of the scenario) came to its end, in words.

import type { ChildProcess } from 'node:child_process';

/** Resolves with `it ended with code 1`, or why it could not be started; never rejects. */
export function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
  });
}
