import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CommandResolver } from './resolve-command.js';

describe('CommandResolver', () => {
  test('finds a program on PATH', async () => {
    assert.match((await new CommandResolver().resolve('sh', '/')).file, /\/sh$/);
  });

  test('resolves python3 to an interpreter that is no shim, with its version', async () => {
    const { file, python } = await new CommandResolver().resolve('python3', '/');
    assert.match(python?.version ?? '', /^3\.\d+\.\d+$/);
    assert.doesNotMatch(file, /shims/);
  });

  test('a relative path starts at the given folder', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'guasto-spec-')));
    try {
      writeFileSync(join(folder, 'tool'), '#!/bin/sh\n');
      chmodSync(join(folder, 'tool'), 0o755);
      assert.equal((await new CommandResolver().resolve('./tool', folder)).file, join(folder, 'tool'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a missing program is named, with what to do', async () => {
    await assert.rejects(new CommandResolver().resolve('no-such-program', '/'), {
      code: 'program-not-found',
      message: 'expected an executable "no-such-program", found none on PATH',
      hint: 'install it, or give its path relative to the scenario file',
    });
  });

  test('a missing Python gets a hint of its own', async () => {
    await assert.rejects(new CommandResolver().resolve('python3.999', '/'), {
      hint: 'install Python >= 3.9 and put it on PATH',
    });
  });
});
