// Every message that an author can get, as text: golden/NN-name/{wrong.scenario.yaml, expected.txt}.
// GUASTO_UPDATE_GOLDEN=1 writes the expected texts anew; read them as an author would before committing them.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readScenarioFile, renderProblems } from './index.js';
import { SHELVES } from './shelves.js';
import { ROOT } from './spec-support.js';

const FOLDER = join(ROOT, 'harness/scenario/golden');
const UPDATE = process.env['GUASTO_UPDATE_GOLDEN'] === '1';

/** Those that the texts name: a new kind on a shelf changes no text. */
const SHELVES_OF_THE_TEXTS = {
  ...SHELVES,
  expectations: only(SHELVES.expectations, [
    'call',
    'exit',
    'output',
    'wire',
    'tcp',
    'sequence',
    'eventually',
    'never',
  ]),
  toxics: only(SHELVES.toxics, ['latency', 'bandwidth', 'slow_close', 'timeout', 'reset_peer', 'slicer', 'limit_data']),
};

function only<Kind>(shelf: ReadonlyMap<string, Kind>, names: readonly string[]): ReadonlyMap<string, Kind> {
  return new Map([...shelf].filter(([name]) => names.includes(name)));
}

describe('a wrong scenario file is explained', () => {
  const names = readdirSync(FOLDER).filter((name) => /^\d/.test(name));
  for (const name of names) {
    test(name.replaceAll('-', ' '), () => {
      const { scenarios, problems } = readScenarioFile(join(FOLDER, name, 'wrong.scenario.yaml'), {
        cwd: FOLDER,
        shelves: SHELVES_OF_THE_TEXTS,
      });
      assert.deepEqual(scenarios, [], 'a file with problems has no scenarios');
      const text = renderProblems(problems, { colour: false });
      const path = join(FOLDER, name, 'expected.txt');
      if (UPDATE) writeFileSync(path, text);
      assert.ok(existsSync(path), `${path} is missing: run the spec with GUASTO_UPDATE_GOLDEN=1`);
      assert.equal(text, readFileSync(path, 'utf8'));
    });
  }

  test('in at least forty different ways', () => assert.ok(names.length >= 40, `found ${names.length}`));
});
