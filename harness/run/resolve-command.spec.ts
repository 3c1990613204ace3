import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { scratchFolder } from '../testing/scratch-folder.js';
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

  test('a relative path starts at the given folder', async (t) => {
    const folder = scratchFolder(t);
    writeFileSync(join(folder, 'tool'), '#!/bin/sh\n');
    chmodSync(join(folder, 'tool'), 0o755);
    assert.equal((await new CommandResolver().resolve('./tool', folder)).file, join(folder, 'tool'));
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

  test('a script whose interpreter is missing is told so, and not that the script is', async (t) => {
    const path = join(scratchFolder(t), 'tool');
    writeFileSync(path, '#!/no/such/interpreter -x\n');
    chmodSync(path, 0o755);
    await assert.rejects(new CommandResolver().resolve(path, '/'), {
      code: 'program-not-found',
      message: `expected /no/such/interpreter, which the first line of ${path} names, found none`,
    });
  });

  test('a Python that does not answer as one is told so', async (t) => {
    const path = join(scratchFolder(t), 'python3');
    writeFileSync(path, '#!/bin/sh\nexit 1\n');
    chmodSync(path, 0o755);
    await assert.rejects(new CommandResolver().resolve(path, '/'), {
      message: `expected ${path} to be a Python interpreter, but it did not answer`,
    });
  });

  test('what may be executed but not read is found', async (t) => {
    const folder = scratchFolder(t);
    chmodSync(folder, 0o711);
    const path = join(folder, 'tool');
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o111);
    // Root reads everything: it reads as nobody here.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      assert.throws(() => readFileSync(path), { code: 'EACCES' });
      assert.equal((await new CommandResolver().resolve(path, '/')).file, path);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  test('what was missing is looked for again', async (t) => {
    const path = join(scratchFolder(t), 'tool');
    const commands = new CommandResolver();
    await assert.rejects(commands.resolve(path, '/'));
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
    assert.equal((await commands.resolve(path, '/')).file, path);
  });
});
