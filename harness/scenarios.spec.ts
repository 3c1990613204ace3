// The shipped scenarios: each is short, says what it proves and where that is written, and names wrong programs that it catches.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { findScenarioFiles, readScenarioFiles, renderProblems } from './scenario/index.js';
import { packageRoot } from './testing/package-root.js';

/** Beyond this a file states more than one behaviour. */
const MOST_LINES = 45;

const root = packageRoot();
const all = findScenarioFiles([join(root, 'scenarios')]).paths.map((path) => relative(root, path));
const files = all.filter((file) => !file.startsWith(join('scenarios', 'must-break')));
const { scenarios, problems } = readScenarioFiles(files, { cwd: root });

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('every scenario', () => {
  test('can be read, and names programs, behaviours and mutants that exist', () => {
    assert.equal(renderProblems(problems, { colour: false }), '');
    assert.ok(files.length > 0);
  });

  test(`is at most ${MOST_LINES} lines long`, () => {
    const tooLong = files.filter((file) => textOf(file).trimEnd().split('\n').length > MOST_LINES);
    assert.deepEqual(tooLong, []);
  });

  test('says what it proves: `proves:`, or a claim and its source', () => {
    const silent = scenarios.filter(({ proves, citation }) => proves === undefined && citation === undefined);
    assert.deepEqual([...new Set(silent.map(({ identity }) => identity.file))], []);
  });

  test('has a mutant, or says beside `mutants: []` why there can be none', () => {
    const without = scenarios.filter(({ mutants }) => mutants.length === 0).map(({ identity }) => identity.file);
    const unexplained = [...new Set(without)].filter((file) => !/^mutants: \[\] +# \S+/m.test(textOf(file)));
    assert.deepEqual(unexplained, []);
  });

  test('has a title of its own', () => {
    const titles = scenarios.map(({ identity }) => identity.title);
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
    );
  });
});
