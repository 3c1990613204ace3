import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../testing/scratch-folder.js';
import { readAndKeep, readOnce } from './read-cache.js';
import { scenarioText } from './spec-support/project.js';

test('what was read of all files together is what each gives, once; then a file is read as it is', (t) => {
  const folder = scratchFolder(t);
  const paths = ['a', 'b'].map((name) => join(folder, `${name}.scenario.yaml`));
  const titles = (path: string): readonly string[] => readOnce(path).scenarios.map(({ identity }) => identity.title);
  for (const path of paths) writeFileSync(path, scenarioText('as it was'));
  assert.equal(readAndKeep(paths).scenarios.length, 2);
  for (const path of paths) writeFileSync(path, scenarioText('edited'));
  assert.deepEqual(paths.map(titles), [['as it was'], ['as it was']]);
  assert.deepEqual(paths.map(titles), [['edited'], ['edited']]);
});
