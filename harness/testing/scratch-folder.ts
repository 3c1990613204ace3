// A folder of a spec's own, gone when its test is over.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What of node:test's context it needs. */
export interface AfterTest {
  after(what: () => void | Promise<void>): void;
}

export function scratchFolder(t: AfterTest): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'guasto-spec-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
