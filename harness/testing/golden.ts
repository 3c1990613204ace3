// Texts that are held against golden files. To renew them: GUASTO_UPDATE_GOLDEN=1.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from './package-root.js';

/** `path` is relative to harness/. */
export function assertGolden(path: string, actual: string): void {
  const file = join(packageRoot(), 'harness', path);
  if (process.env['GUASTO_UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  assert.equal(actual, readFileSync(file, 'utf8'));
}
