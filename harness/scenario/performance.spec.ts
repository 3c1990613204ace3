import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readScenarioFiles } from './index.js';
import { folderWith, ROOT } from './spec-support.js';
import { readFileSync, symlinkSync } from 'node:fs';

test('500 files of the usual size are read in a few seconds', (t) => {
  const text = readFileSync(join(ROOT, 'scenarios/settimeout/recv-late-reply.scenario.yaml'), 'utf8');
  const names = Array.from({ length: 500 }, (_, index) => `${index}.scenario.yaml`);
  const folder = folderWith(t, Object.fromEntries(names.map((name) => [name, text])));
  symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  const startedMs = performance.now();
  const { scenarios, problems } = readScenarioFiles(names, { cwd: folder });
  const tookMs = performance.now() - startedMs;
  assert.deepEqual(problems, []);
  assert.equal(scenarios.length, 500);
  t.diagnostic(`${Math.round(tookMs)} ms`);
  // 2 s on an idle machine; three other programs may want the same two cores.
  assert.ok(tookMs < 8_000, `took ${Math.round(tookMs)} ms`);
});
