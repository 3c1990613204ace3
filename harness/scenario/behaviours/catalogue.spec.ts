// The catalogue that this package ships, how a project's own stands beside it, and what may lie in neither.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { behaviourFilesIn } from '../files.js';
import { findScenarioFiles, readCatalogue, readScenarioFile, readScenarioFiles, renderProblems } from '../index.js';
import { behaviourJsonSchema } from '../schema/json-schema.js';
import { folderWith, ROOT } from '../spec-support.js';
import { citationOf } from './behaviour.js';

const CATALOGUE = join(ROOT, 'scenarios/behaviours');

describe('the shipped catalogue', () => {
  const { behaviours, problems } = readCatalogue([join(ROOT, 'scenarios')], ROOT);

  test('is sound', () => assert.equal(renderProblems(problems, { colour: false }), ''));

  test('fits the JSON Schema that editors are given', () => {
    const fits = new Ajv2020({ allErrors: true, strict: true }).compile(behaviourJsonSchema());
    for (const { path } of behaviourFilesIn(CATALOGUE)) {
      assert.ok(fits(parse(readFileSync(path, 'utf8'))), `${path}: ${JSON.stringify(fits.errors)}`);
    }
  });

  test('has every call of the mission, and whatever its tiers promise', () => {
    const calls = [...new Set(behaviours.map(({ call }) => call))];
    assert.deepEqual(calls, [
      'socket',
      'setsockopt',
      'bind',
      'listen',
      'accept',
      'connect',
      'settimeout',
      'send',
      'recv',
      'close',
      'proxy',
      'other-languages',
    ]);
    assert.ok(behaviours.filter(({ tier }) => tier === 'core').length >= 60);
    assert.ok(behaviours.filter(({ tier }) => tier === 'adjacent').length >= 55);
  });

  test('each claim is one sentence with a source', () => {
    for (const { id, claim, source } of behaviours) {
      assert.match(claim, /^\S.{20,220}\.$/, id);
      assert.ok(citationOf(source).length > 3, id);
    }
  });

  test('every shipped scenario that must hold says which claim it proves', () => {
    const { scenarios } = readScenarioFiles(findScenarioFiles(['scenarios'], ROOT).paths, { cwd: ROOT });
    const silent = scenarios.filter((one) => one.mustBreak === undefined && !one.proves && !one.citation);
    assert.deepEqual(
      silent.map(({ identity }) => identity.file),
      [],
    );
  });
});

const SCENARIO = (proves: string): string => `title: x
proves: ${proves}
programs: { client: { run: [sleep, "0.01"] } }
steps: [{ start: client }, { await: { exit: client } }]
expect: [{ exit: { of: client, code: 0 } }]
`;
const OWN = 'claim: Our protocol answers every PING.\nsource: [{ document: PROTOCOL.md }]\ntier: core\nneeds: either\n';

function projectWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = folderWith(t, { 'package.json': '{}' });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const problemsIn = (folder: string, path: string): string =>
  renderProblems(readScenarioFile(path, { cwd: folder }).problems, { colour: false });

describe('a project of a user', () => {
  test('may prove behaviours of its own, found as fixtures are, and those of this package', (t) => {
    const folder = projectWith(t, {
      'scenarios/behaviours/ping/ping-is-answered.yaml': OWN,
      'scenarios/deep/own.scenario.yaml': SCENARIO('ping-is-answered'),
      'scenarios/deep/shipped.scenario.yaml': SCENARIO('recv-blocks-until-data'),
    });
    assert.equal(problemsIn(folder, 'scenarios/deep/own.scenario.yaml'), '');
    assert.equal(problemsIn(folder, 'scenarios/deep/shipped.scenario.yaml'), '');
  });

  test('has its own behaviours listed before and after those of this package, by call', (t) => {
    const folder = projectWith(t, { 'behaviours/ping/ping-is-answered.yaml': OWN });
    const { behaviours } = readCatalogue([], folder);
    assert.equal(behaviours[0]?.call, 'socket');
    assert.deepEqual([behaviours.at(-1)?.call, behaviours.at(-1)?.id], ['ping', 'ping-is-answered']);
  });

  test('may say more precisely what this package says in general', (t) => {
    const folder = projectWith(t, { 'behaviours/recv/recv-blocks-until-data.yaml': OWN });
    const own = readCatalogue([], folder).behaviours.filter(({ id }) => id === 'recv-blocks-until-data');
    assert.deepEqual(
      own.map(({ claim }) => claim),
      ['Our protocol answers every PING.'],
    );
  });

  test('is told of files that are no behaviours, or two of one id', (t) => {
    const folder = projectWith(t, {
      'behaviours/loose.yaml': OWN,
      'behaviours/ping/Not_An_Id.yaml': OWN,
      'behaviours/ping/twice.yaml': OWN,
      'behaviours/pong/twice.yaml': OWN,
      'behaviours/ping/notes.md': 'not looked at',
    });
    const { problems } = readCatalogue([], folder);
    assert.deepEqual(
      problems.map(({ span, message, found }) => `${span.file}: ${message} (${found})`),
      [
        'behaviours/loose.yaml: this file is not where a behaviour lies (loose.yaml)',
        'behaviours/ping/Not_An_Id.yaml: this file is not where a behaviour lies (Not_An_Id.yaml)',
        'behaviours/pong/twice.yaml: two behaviours are called "twice" (the first one in behaviours/ping/twice.yaml)',
      ],
    );
  });
});
