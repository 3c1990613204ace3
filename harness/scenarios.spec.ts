// The shipped scenarios: each is short, says what it proves and where that is written, and names wrong programs that it catches.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { breaksAt, findScenarioFiles, readScenarioFiles, renderProblems } from './scenario/index.js';
import type { Scenario } from './scenario/scenario.js';
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

  test('names for each mutant one piece at which it breaks, and not one of several', () => {
    const vague = scenarios.flatMap((scenario) =>
      scenario.mutants
        .map(({ program, name, breaks }) => ({ program, name, places: placesOf(breaks, scenario) }))
        .filter(({ places }) => places.length !== 1)
        .map(({ program, name, places }) => `${scenario.identity.file}: ${program} ${name}: ${places.join('; ')}`),
    );
    assert.deepEqual(vague, []);
  });

  test('has a title of its own', () => {
    const titles = scenarios.map(({ identity }) => identity.title);
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
    );
  });
});

test('every mutant of a fixture is listed by a scenario, or is the wrong program of one', () => {
  const readable = readScenarioFiles(all, { cwd: root }).scenarios;
  const patches = readable.flatMap(({ mutants, programs }) => [...mutants, ...programs].map(({ patch }) => patch));
  const used = new Set(patches.map((patch) => `${patch?.file} ${patch?.name}`));
  const folders = readdirSync(join(root, 'fixtures'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const idle = folders.flatMap(({ name: folder }) => {
    const path = join(root, 'fixtures', folder, 'fixture.yaml');
    // It was read without a problem.
    const { mutants = {} } = parse(readFileSync(path, 'utf8')) as FixtureFile;
    return Object.entries(mutants)
      .map(([name, { file }]) => `${join(dirname(path), file)} ${name}`)
      .filter((mutant) => !used.has(mutant));
  });
  assert.deepEqual(idle, []);
});

interface FixtureFile {
  readonly mutants?: Readonly<Record<string, { readonly file: string }>>;
}

/** Labels of all that `breaks` may mean. What is awaited or expected twice in the same words is one place. */
function placesOf(breaks: string, { steps, rules, expectations }: Scenario): readonly string[] {
  const actions = [...steps, ...rules.map(({ step }) => step)].filter(({ label }) => breaksAt(breaks, label));
  const claims = expectations.filter(
    ({ label, clauses }) => breaksAt(breaks, label) || Object.keys(clauses).some((clause) => breaksAt(breaks, clause)),
  );
  return [...new Set([...actions, ...claims].map(({ label }) => label))];
}
