// The running Playwright's own instance: a second copy (ours, when guasto is linked) refuses to register tests.

import { createRequire } from 'node:module';

type PlaywrightTest = typeof import('@playwright/test');

const PLAYWRIGHT_FILE = /[\\/]playwright[\\/]|[\\/]@playwright[\\/]test[\\/]/;

/** A file of the Playwright that runs this process (its CLI, its worker), else of the one installed beside guasto. */
export function playwrightEntry(): string {
  const running = [require.main?.filename, process.argv[1]].find(
    (file) => file !== undefined && PLAYWRIGHT_FILE.test(file),
  );
  return running ?? require.resolve('@playwright/test');
}

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
