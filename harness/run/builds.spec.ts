import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Program } from '../plan/index.js';
import { runText, scenarioOfOne } from '../testing/runs.js';
import { scratchFolder } from '../testing/scratch-folder.js';
import { testWorld } from '../testing/test-world.js';
import { Builds } from './builds.js';

/** A "compiler" that copies its source, and counts how often it was called. */
const COMPILER = ['sh', '-c', 'echo built >>"$0.log"; cp source.sh "$0"; chmod 755 "$0"', '${build.path}'];

function programIn(t: TestContext, build: readonly string[] = COMPILER): Program {
  const cwd = scratchFolder(t);
  writeFileSync(join(cwd, 'source.sh'), '#!/bin/sh\necho right\n');
  // The parts that a build looks at.
  return { name: 'it', cwd, build, env: {} } as unknown as Program;
}

function buildsIn(t: TestContext): Builds {
  const builds = new Builds({ folder: scratchFolder(t), environment: {} });
  t.after(() => builds.close());
  return builds;
}

describe('a program that must be built', () => {
  test('is built once, whoever asks', async (t) => {
    const [builds, program] = [buildsIn(t), programIn(t)];
    const [first, second] = await Promise.all([builds.build(program), builds.build(program)]);
    assert.equal(first, second);
    assert.equal(execFileSync(first ?? '', { encoding: 'utf8' }), 'right\n');
    assert.equal(readFileSync(`${first}.log`, 'utf8'), 'built\n');
  });

  test('is built anew as a mutant, from a copy in which its mistake is', async (t) => {
    const [builds, program] = [buildsIn(t), programIn(t)];
    const file = join(program.cwd, 'source.sh');
    const patch = { name: 'wrong', mistake: 'is wrong', file, replace: [{ from: 'right', to: 'wrong' }] };
    const [right, wrong] = await Promise.all([builds.build(program), builds.build({ ...program, patch })]);
    const say = (path = ''): string => execFileSync(path, { encoding: 'utf8' });
    assert.deepEqual([say(right), say(wrong)], ['right\n', 'wrong\n']);
    assert.match(readFileSync(file, 'utf8'), /right/);
  });

  test('that can’t be is trouble of the rig, in the compiler’s words', async (t) => {
    const program = programIn(t, ['sh', '-c', 'echo "line 1: no such word" >&2; exit 1', '${build.path}']);
    await assert.rejects(Promise.resolve(buildsIn(t).build(program)), {
      code: 'program-not-built',
      message: 'expected to build it, but: line 1: no such word',
      hint: new RegExp(`^try it by hand: cd ${program.cwd} && `),
    });
  });

  test('from a text that has vanished is trouble of the rig too', async (t) => {
    const program = programIn(t);
    const file = join(program.cwd, 'vanished.sh');
    const patch = { name: 'wrong', mistake: 'is wrong', file, replace: [] };
    await assert.rejects(Promise.resolve(buildsIn(t).build({ ...program, patch })), {
      code: 'workspace-failed',
      message: /^expected to write the files of it for this run, but: ENOENT/,
    });
  });

  test('says so when its compiler is missing', async (t) => {
    const program = programIn(t, ['no-such-compiler', '${build.path}']);
    await assert.rejects(Promise.resolve(buildsIn(t).build(program)), {
      code: 'program-not-built',
      message: 'expected no-such-compiler, which builds it, found none on PATH',
    });
  });

  test('does not hold up the end of the world', async (t) => {
    const builds = buildsIn(t);
    const building = builds.build(programIn(t, ['sleep', '60', '${build.path}']));
    await Promise.all([builds.close(), assert.rejects(Promise.resolve(building), { code: 'program-not-built' })]);
  });
});

test('a run that waits for a build leaves no listener behind when that is done', async (t) => {
  const world = await testWorld(t);
  const builds = Object.assign(buildsIn(t), { build: () => Promise.resolve('/built') });
  const interrupted = new AbortController();
  await runText({ ...world, builds }, t, scenarioOfOne('[sh, -c, "exit 0"]'), { signal: interrupted.signal });
  assert.equal(getEventListeners(interrupted.signal, 'abort').length, 0);
});

test('a program that needs no building is left alone', (t) => {
  const program = { ...programIn(t), build: undefined } as unknown as Program;
  assert.equal(buildsIn(t).build(program), undefined);
});
