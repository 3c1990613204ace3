// What is written for one run or one build: a mutant's text, and why it could not be written.

import { readFileSync } from 'node:fs';
import type { Patch, Program } from '../plan/index.js';
import { RigError } from '../vocabulary/rig-error.js';

/** The original's text with the mutant's mistake in it. */
export function patchedText({ file, replace }: Patch): string {
  return replace.reduce((text, { from, to }) => text.replace(from, () => to), readFileSync(file, 'utf8'));
}

/** A full disk, or a fixture that vanished, is trouble of the rig. */
export function intoScratch<T>({ name }: Program, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    if (cause instanceof RigError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RigError('workspace-failed', `expected to write the files of ${name} for this run, but: ${reason}`, {
      cause,
      hint: 'is the disk full? TMPDIR names another place',
    });
  }
}
