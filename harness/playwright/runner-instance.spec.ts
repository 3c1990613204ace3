import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOfPlaywright } from './runner-instance.js';

describe('the file that runs the process', () => {
  for (const [file, isIt] of [
    ['/p/node_modules/@playwright/test/cli.js', true],
    ['/p/node_modules/playwright/lib/worker/workerProcessEntry.js', true],
    ['C:\\p\\node_modules\\@playwright\\test\\cli.js', true],
    ['/playwright/node_modules/@playwright/test/cli.js', true],
    ['/p/node_modules/.pnpm/playwright@1.51.1/node_modules/playwright/cli.js', true],
    ['/p/node_modules/guasto/dist/cli/main.js', false],
    ['/playwright/node_modules/guasto/dist/cli/main.js', false],
    [undefined, false],
  ] as const) {
    test(`${isIt ? 'is Playwright’s' : 'is another one’s'}: ${file}`, () => assert.equal(isOfPlaywright(file), isIt));
  }
});
