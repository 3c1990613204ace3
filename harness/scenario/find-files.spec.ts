import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { findScenarioFiles } from './find-files.js';
import { renderProblems } from './render-problems.js';
import { folderWith } from './spec-support.js';

describe('findScenarioFiles', () => {
  test('searches folders with what is below them, sorted, but for node_modules and _guasto', (t) => {
    const folder = folderWith(t, { 'b.scenario.yaml': '', 'a.scenario.yaml': '', 'a.yaml': '' });
    for (const inner of ['deep', 'node_modules', '_guasto']) {
      mkdirSync(join(folder, inner));
      writeFileSync(join(folder, inner, 'c.scenario.yaml'), '');
    }
    const { paths, problems } = findScenarioFiles(['.', 'a.scenario.yaml'], folder);
    assert.deepEqual(
      paths.map((path) => relative(folder, path)),
      ['a.scenario.yaml', 'b.scenario.yaml', 'deep/c.scenario.yaml'],
    );
    assert.deepEqual(problems, []);
  });

  test('says which names mean no scenario', (t) => {
    const folder = folderWith(t, { 'notes.yaml': '' });
    mkdirSync(join(folder, 'empty'));
    const { paths, problems } = findScenarioFiles(['notes.yaml', 'gone.scenario.yaml', 'empty'], folder);
    assert.deepEqual(paths, []);
    assert.equal(
      renderProblems(problems, { colour: false }),
      `notes.yaml:1:1 error this file is not a scenario
   | expected: a file named *.scenario.yaml, or a folder that holds some
   | hint:     rename it to end in .scenario.yaml, if it is one

gone.scenario.yaml:1:1 error this file does not exist
   | expected: a file named *.scenario.yaml, or a folder that holds some
   | hint:     check the path

empty:1:1 error there is no scenario in this folder
   | expected: a file named *.scenario.yaml, or a folder that holds some
   | hint:     check the path

3 problems in 3 files
`,
    );
  });
});
