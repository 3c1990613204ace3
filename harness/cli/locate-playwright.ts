// Which Playwright runs the scenarios: the one of the project in the working directory, else the one beside guasto.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Mistake } from './mistake.js';

const CLI = '@playwright/test/cli';

/** Absolute path of its command-line entry. */
export function locatePlaywright(): string {
  for (const from of [join(process.cwd(), 'package.json'), __filename]) {
    try {
      return createRequire(from).resolve(CLI);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  throw new Mistake(
    'scenarios run as Playwright tests, and @playwright/test is not installed: npm install --save-dev @playwright/test',
  );
}

function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
}
