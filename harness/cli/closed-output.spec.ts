// Who reads the output may leave before its end, as head does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '../playwright/spec-support/project.js';
import { CLAIM } from '../testing/claim.js';

const scenario = (code: number): string => `title: ends with ${code}
${CLAIM}
programs: { it: { run: [sh, -c, "exit ${code}"] } }
steps:
  - start: it
  - await: { exit: it, within: 20s }
expect:
  - exit: { of: it, code: 0 }
`;

test('a run whose reader is gone goes on to its end, writes its reports and tells the verdict by its exit code', async (t) => {
  const project = new Project(t, {
    'scenarios/a.scenario.yaml': scenario(0),
    'scenarios/b.scenario.yaml': scenario(3),
    'scenarios/c.scenario.yaml': scenario(0),
  });
  project.install();
  const run = `"${process.execPath}" "${project.cli}" run --workers 1`;
  const { stdout, stderr } = await project.shell(`{ ${run}; echo "exit code $?" >&2; } | true`);
  assert.equal(stdout, '');
  assert.equal(stderr, 'exit code 1\n');
  const [folder] = project.list('reports');
  assert.ok(project.has(`reports/${folder}/junit.xml`));
});
