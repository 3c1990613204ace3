// The JSON Schemas for editors: as committed, as readers of the shipped files, and as strict as the reader where they can be.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { findScenarioFiles } from '../find-files.js';
import { SHELVES } from '../shelves.js';
import { ROOT } from '../spec-support.js';
import { fixtureJsonSchema, scenarioJsonSchema } from './json-schema.js';
import { schemaFiles } from './schema-files.js';

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const isScenario = ajv.compile(scenarioJsonSchema(SHELVES));
const isFixture = ajv.compile(fixtureJsonSchema(SHELVES));

describe('schema/', () => {
  for (const { name, text } of schemaFiles(SHELVES)) {
    test(`${name} is up to date`, () => {
      const path = join(ROOT, 'schema', name);
      const written = existsSync(path) ? readFileSync(path, 'utf8') : '';
      assert.ok(
        written === text,
        `schema/${name} does not fit the code any more: run \`npm run schema\` and commit it`,
      );
    });
  }
});

describe('the schema for scenarios', () => {
  for (const path of findScenarioFiles(['scenarios'], ROOT).paths) {
    test(`accepts ${path.slice(ROOT.length + 1)}`, () => accepts(isScenario, path));
  }

  const golden = join(ROOT, 'harness/scenario/golden');
  // What an editor can see without the names and the disk.
  const visible = [
    'unknown-key',
    'unknown-key-of-a-toxic',
    'missing-keys',
    'missing-key-of-an-entry',
    'wrong-type',
    'bare-number-for-a-duration',
    'unknown-unit',
    'toxic-with-anothers-attribute',
    'unknown-toxic',
    'toxicity-out-of-range',
    'two-verbs-in-one-step',
    'unknown-verb',
    'condition-of-no-kind',
    'condition-in-two-places',
    'signal-names',
    'expectations',
    'expects-nothing',
    'matrix-product',
    'rules',
    'boolean-words',
    'needs',
    'proves-nothing',
  ];
  for (const name of readdirSync(golden).filter((folder) => visible.includes(folder.replace(/^\d+-/, '')))) {
    test(`refuses golden/${name}`, () => {
      assert.equal(isScenario(parse(readFileSync(join(golden, name, 'wrong.scenario.yaml'), 'utf8'))), false);
    });
  }

  test('takes a reference wherever a value stands, also where it picks what else may be said', () => {
    const scenario = {
      title: 'x',
      proves: 'x',
      params: { code: 1, nth: 2, toxicity: 0.5, wait: '1s' },
      programs: { a: { run: ['true'] } },
      links: { w: { to: 'a' } },
      steps: [
        { wait: '2 × ${params.wait} + 1s' },
        { await: { exit: 'a', code: '${params.code}', within: '${params.wait}' } },
        { await: { connection: 'w', nth: '${params.nth}' } },
        { inject: { link: 'w', toxic: 'latency', latency: '${params.wait}', toxicity: '${params.toxicity}' } },
        { inject: { link: '${params.link}', toxic: '${params.toxic}', timeout: '${params.wait}', name: 'it' } },
        { inject: { link: 'w', fault: '${params.fault}' } },
        { signal: { to: 'a', signal: '${params.signal}' } },
      ],
      expect: [{ exit: { of: 'a', code: '${params.code}' } }],
    };
    assert.ok(isScenario(scenario), JSON.stringify(isScenario.errors));
    const stranger = { inject: { link: 'w', toxic: '${params.toxic}', rate: '1KB/s', latency: '1s' } };
    assert.equal(isScenario({ ...scenario, steps: [stranger] }), false, 'no toxic has both');
  });
});

describe('the schema for fixtures', () => {
  for (const name of readdirSync(join(ROOT, 'fixtures'))) {
    const path = join(ROOT, 'fixtures', name, 'fixture.yaml');
    if (existsSync(path)) test(`accepts fixtures/${name}`, () => accepts(isFixture, path));
  }
});

function accepts(validate: typeof isScenario, path: string): void {
  assert.ok(validate(parse(readFileSync(path, 'utf8'))), JSON.stringify(validate.errors?.slice(0, 5), null, 1));
}
