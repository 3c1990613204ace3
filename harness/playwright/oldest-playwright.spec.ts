// The oldest Playwright that package.json allows is told of a run what the newest is told, where that is the one installed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { packageRoot } from '../testing/package-root.js';
import { JsonReport } from './spec-support/json-report.js';
import { Project, scenarioText } from './spec-support/project.js';

const { peerDependencies } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
  readonly peerDependencies: Readonly<Record<string, string>>;
};
/** `1.51` of `>=1.51`. */
const OLDEST = /^>=(\d+\.\d+)$/.exec(peerDependencies['@playwright/test'] ?? '')?.[1] ?? assert.fail();

/** A folder with that version in its node_modules; .ci/run makes one. */
const FOLDER = process.env['GUASTO_OLDEST_PLAYWRIGHT'];
const skip = FOLDER === undefined ? `GUASTO_OLDEST_PLAYWRIGHT names no folder with @playwright/test ${OLDEST}` : false;

const bad = scenarioText('x').replace('within: 5s', 'within: 5').replace('of: client', 'of: clinet');
const FILES = {
  'playwright.config.ts': `import { defineScenarios } from 'guasto/playwright';
export default defineScenarios({ reporter: [['json', { outputFile: 'report.json' }], ['html', { open: 'never' }]] });
`,
  'scenarios/a.scenario.yaml': scenarioText('a holds', 'tags: [slow]\n'),
  'scenarios/sub/b.scenario.yaml': scenarioText('b breaks'),
  'scenarios/c.scenario.yaml': scenarioText('c is inconclusive'),
  'scenarios/d.scenario.yaml': scenarioText('d is unsupported'),
  'scenarios/t.scenario.yaml': scenarioText('it takes 600 ms'),
  'scenarios/x.scenario.yaml': bad,
  'scenarios/own.spec.ts': `import { expect, test } from '@playwright/test';
test.fail('a known bug', () => expect(1).toBe(2));
`,
};

describe(`Playwright ${OLDEST}`, { skip }, () => {
  test('tells of a run what the newest tells', async (t) => {
    // As npm has installed it.
    const { version } = JSON.parse(
      readFileSync(join(FOLDER ?? '', 'node_modules/@playwright/test/package.json'), 'utf8'),
    ) as { readonly version: string };
    assert.ok(version.startsWith(`${OLDEST}.`), `expected ${OLDEST} in ${FOLDER}, found ${version}`);
    const [oldest, newest] = [await told(t, FOLDER), await told(t, undefined)];
    assert.deepEqual(oldest, newest);
  });

  test('selects by file, line and tag, retries, and gives guasto run its exit code', async (t) => {
    const more = { 'scenarios/f.scenario.yaml': scenarioText('f breaks unless retried') };
    const project = new Project(t, { ...FILES, ...more }).install(FOLDER);
    for (const selection of [['scenarios/a.scenario.yaml:1'], ['-g', '@slow']]) {
      const { stdout } = await project.playwright(['test', '--list', ...selection]);
      assert.match(stdout, /a\.scenario\.yaml:1:8 › a holds[^]*Total: 1 test in 1 file/, selection.join(' '));
    }
    const files = ['c', 'f'].map((name) => `scenarios/${name}.scenario.yaml`);
    const { code, stdout } = await project.guasto(['run', '--retries', '1', ...files]);
    assert.match(stdout, /^1 held, 1 inconclusive in/m);
    assert.equal(code, 3);
  });
});

interface Told {
  readonly files: readonly string[];
  readonly outcomes: Readonly<Record<string, string>>;
  readonly workers: readonly number[];
  readonly durations: readonly unknown[];
  readonly attachments: readonly string[];
  /** Line and beginning of the first error of each test. */
  readonly errors: readonly string[];
}

async function told(t: TestContext, folder: string | undefined): Promise<Told> {
  const project = new Project(t, FILES).install(folder);
  const { code, stdout, stderr } = await project.playwright(['test']);
  assert.equal(code, 1, stdout + stderr);
  assert.match(stdout, /^2 held, 1 broken, 1 inconclusive, 1 unsupported in/m);
  const report = new JsonReport(project.read('report.json'));
  // All mistakes of a file, as one error or as several.
  const mistakes = report.result('the scenario file is sound').errors.map(({ message }) => message);
  assert.match(mistakes.join('\n'), /without its unit[^]*no program "clinet"/);
  return {
    files: report.fileTitles(),
    outcomes: report.outcomes(),
    workers: report.workers(),
    durations: report.result('it takes 600 ms').steps.map(({ title, duration }) => [title, duration]),
    attachments: report.result('a holds').attachments.map(({ name, contentType }) => `${name} ${contentType}`),
    errors: Object.keys(report.outcomes()).flatMap((title) => {
      const [first] = report.result(title).errors;
      return first === undefined ? [] : `${title} :${first.location?.line} ${first.message?.split('\n')[0]}`;
    }),
  };
}
