// The command that a broken scenario shows really repeats it: the same row, the same seed, the same verdict.

import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { CLAIM } from '../testing/claim.js';

const ROWS = `title: it's a program that exits with \${params.code} "at once" (50% of them)
${CLAIM}
params: { code: "0" }
matrix:
  - { code: "0" }
  - { code: "3" }
  - { code: "33" }
programs:
  it: { run: [sh, -c, "exit \${params.code}"] }
steps:
  - start: it
  - await: { exit: it, within: 20s }
expect:
  - exit: { of: it, code: 0 }
`;

test('the repeat command of a broken row runs that row, with its seed, as a shell reads it', async (t) => {
  const project = new Project(t, { 'scenarios/sub folder/rows.scenario.yaml': ROWS });
  const first = await project.guasto(['run', '--seed', '7'], { realEngine: true });
  assert.match(first.stdout, /1 held, 2 broken in/, first.stdout + first.stderr);
  const commands = [...first.stdout.matchAll(/^ {2}repeat {3}(npx guasto run .*)$/gm)].map(
    ([, command = '']) => command,
  );
  assert.equal(commands.length, 2);
  assert.match(commands[0] ?? '', / --seed 7$/);

  // What npx does with an installed package.
  project.write('bin/npx', `#!/bin/sh\nshift\nexec "${process.execPath}" "${project.cli}" "$@"\n`);
  chmodSync(join(project.folder, 'bin/npx'), 0o755);
  const again = await project.shell(commands[0] ?? '', {
    PATH: `${join(project.folder, 'bin')}:${process.env['PATH']}`,
  });
  assert.match(again.stdout, /exits with 3 "at once" \(50% of them\)[^]*\n1 broken in/, again.stdout + again.stderr);
  assert.equal(again.code, 1);
});
