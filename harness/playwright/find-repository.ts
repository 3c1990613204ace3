// The repository in which a command is run: what GitHub Actions says, else the nearest folder with a .git.

import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repository } from '../kinds/reporters/path-in-repository.js';

/** Undefined outside of any. */
export function findRepository(
  cwd: string = process.cwd(),
  workspace: string | undefined = process.env['GITHUB_WORKSPACE'],
): Repository | undefined {
  // The working folder is known by its real path, whatever links led there.
  if (workspace !== undefined && existsSync(workspace)) return { root: realpathSync(workspace), cwd };
  // A worktree and a submodule have a file of that name.
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return { root: folder, cwd };
    if (folder === dirname(folder)) return undefined;
  }
}
