import assert from 'node:assert/strict';
import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Project, scenarioText } from './spec-support/project.js';
import { SUITE_FILES, timelessReport } from './spec-support/same-reports.js';

const FILES = {
  'playwright.config.ts': `import { defineScenarios } from 'guasto/playwright';
export default defineScenarios({ reporter: [['blob'], ['html', { open: 'never' }]] });
`,
  'scenarios/a.scenario.yaml': scenarioText('a holds'),
  'scenarios/b.scenario.yaml': scenarioText('b breaks'),
  'scenarios/c.scenario.yaml': scenarioText('c is inconclusive'),
  'scenarios/sub/d.scenario.yaml': scenarioText('d is unsupported'),
};

test('Playwright’s merge-reports makes of two shards’ blobs what one machine makes of all', async (t) => {
  const project = new Project(t, FILES).install();
  const path = (name: string): string => join(project.folder, name);
  const invocation = (reports: string): string =>
    join(reports, project.list(reports).find((name) => /^\d/.test(name)) ?? '');

  await project.playwright(['test']);
  renameSync(path('reports'), path('whole'));
  for (const shard of ['1', '2']) {
    await project.playwright(['test', '--shard', `${shard}/2`]);
    cpSync(path('blob-report'), path('blobs'), { recursive: true });
  }
  // The machine that merges has neither the shards' reports nor their records.
  renameSync(path('reports'), path('elsewhere'));
  const { stdout, stderr } = await project.playwright(['merge-reports', '--config', 'playwright.config.ts', 'blobs']);

  assert.match(stdout, /1 held, 1 broken, 1 inconclusive, 1 unsupported in .*\nreport: reports\//, stdout + stderr);
  for (const file of SUITE_FILES) {
    assert.equal(
      timelessReport(project, invocation('reports'), file),
      timelessReport(project, invocation('whole'), file),
      file,
    );
  }
  const [broken = ''] = project.list(invocation('reports')).filter((name) => name.includes('b-scenario'));
  assert.ok(project.has(join(invocation('reports'), broken, 'timeline.svg')), 'the picture came along in the blob');
});
