import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { scratchFolder } from '../testing/scratch-folder.js';
import { findRepository } from './find-repository.js';

describe('the repository', () => {
  test('is what GitHub Actions says it is', (t) => {
    const root = scratchFolder(t);
    const cwd = join(root, 'packages/net');
    mkdirSync(join(cwd, '.git'), { recursive: true });
    assert.deepEqual(findRepository(cwd, root), { root, cwd });
  });

  test('is else the nearest folder with a .git, a file too (of a worktree or a submodule)', (t) => {
    const root = scratchFolder(t);
    const cwd = join(root, 'packages/net');
    mkdirSync(cwd, { recursive: true });
    writeFileSync(join(root, '.git'), 'gitdir: elsewhere\n');
    assert.deepEqual(findRepository(cwd, undefined), { root, cwd });
    assert.deepEqual(findRepository(cwd, join(root, 'gone')), { root, cwd });
  });
});
