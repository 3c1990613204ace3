// A program that an option names.

import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { Mistake } from './mistake.js';

/** Absolute. Throws Mistake. */
export function executable(option: string, path: string): string {
  try {
    accessSync(path, constants.X_OK);
    return resolve(path);
  } catch {
    throw new Mistake(`${option}: expected a program that can be executed, found none at ${path}`);
  }
}
