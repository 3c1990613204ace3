// The running Playwright's own instance: a second copy (ours, when guasto is linked) refuses to register tests.

import { createRequire } from 'node:module';

type PlaywrightTest = typeof import('@playwright/test');

/** Not of another package's, in a project that lies in a folder of that name. */
const PLAYWRIGHT_FILE = /[\\/](?:playwright|@playwright[\\/]test)[\\/](?!(?:.*[\\/])?node_modules[\\/])/;

/** A file of the Playwright that runs this process (its CLI, its worker), else of the one installed beside guasto. */
export function playwrightEntry(): string {
  return [require.main?.filename, process.argv[1]].find(isOfPlaywright) ?? require.resolve('@playwright/test');
}

export const isOfPlaywright = (file: string | undefined): boolean => file !== undefined && PLAYWRIGHT_FILE.test(file);

export function isPlaywrightFrom(major: number, minor: number): boolean {
  // As npm has installed it: its version has three numbers.
  const { version } = createRequire(playwrightEntry())('playwright/package.json') as { readonly version: string };
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

export function playwrightTest(): PlaywrightTest {
  // `playwright/test` is what `@playwright/test` exports.
  return createRequire(playwrightEntry())('playwright/test') as PlaywrightTest;
}
