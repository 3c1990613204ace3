// A file that an option names, written.

import { writeFileSync } from 'node:fs';
import { Mistake } from './mistake.js';

/** Throws Mistake: there is no such folder, or nobody may write there. */
export function writeOutput(option: string, path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why = code === 'ENOENT' ? 'there is no such folder' : code === 'EISDIR' ? 'that is a folder' : code;
    throw new Mistake(`${option}: can't write ${path}: ${why}`);
  }
}
