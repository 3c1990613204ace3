import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { ENVIRONMENT } from './environment.js';
import { JsonReport } from './spec-support/json-report.js';
import { Project, scenarioText } from './spec-support/project.js';

// A user's project with a configuration of three lines, run by Playwright's own command line; only the engine is a fake.

const CONFIG = `import { defineScenarios } from 'guasto/playwright';

export default defineScenarios({ dir: 'scenarios' });
`;

const withOptions = (options: string): string => CONFIG.replace("{ dir: 'scenarios' }", `{ ${options} }`);

/** Playwright's own view of the tests, as its JSON reporter, after ours, is given it. */
const WITH_JSON = withOptions(`reporter: [['json', { outputFile: 'report.json' }]]`);

const MIXED = {
  'scenarios/a.scenario.yaml': scenarioText('a holds', 'tags: [slow]\n'),
  'scenarios/sub/b.scenario.yaml': scenarioText('b breaks'),
  'scenarios/c.scenario.yaml': scenarioText('c is inconclusive'),
  'scenarios/d.scenario.yaml': scenarioText('d is unsupported'),
};

const install = (t: TestContext, files: Readonly<Record<string, string>>): Project => new Project(t, files).install();

describe('a configuration of three lines', () => {
  const projects = [
    { name: 'TypeScript, CommonJS package', files: { 'playwright.config.ts': CONFIG, 'package.json': '{}' } },
    {
      name: 'TypeScript, ES module package',
      files: { 'playwright.config.ts': CONFIG, 'package.json': '{ "type": "module" }' },
    },
    { name: 'JavaScript, no package.json', files: { 'playwright.config.mjs': CONFIG } },
  ];
  for (const { name, files } of projects) {
    test(`runs every scenario: ${name}`, async (t) => {
      const project = install(t, { ...MIXED, ...files });
      const { code, stdout, stderr } = await project.playwright(['test']);
      assert.equal(code, 1, stdout + stderr);
      assert.match(stdout, /1 held, 1 broken, 1 inconclusive, 1 unsupported/);
      assert.equal(stderr, '');
    });
  }

  test('a failure points at the clause in the YAML, with a frame of the YAML', async (t) => {
    const project = install(t, { ...MIXED, 'playwright.config.ts': CONFIG });
    const { stdout } = await project.playwright(['test', '--reporter=list', 'scenarios/sub/b.scenario.yaml']);
    assert.match(stdout, /1\) scenarios\/sub\/b\.scenario\.yaml:1:8 › b breaks/);
    assert.match(stdout, /Broken: exit of client › code\n {4}Expected: exit code 0\n {4}Actual: {3}exit code 7/);
    assert.match(stdout, /> +8 \| {3}- exit: \{ of: client, code: 0 \}\n +\| {5}\^/);
    assert.match(stdout, /at exit of client › code \(.*\/scenarios\/sub\/b\.scenario\.yaml:8:5\)/);
  });

  test('file, file:line, -g and a tag select tests by the YAML', async (t) => {
    const project = install(t, { ...MIXED, 'playwright.config.ts': CONFIG });
    const selections = [
      ['scenarios/a.scenario.yaml'],
      ['scenarios/a.scenario.yaml:1'],
      ['-g', 'a holds'],
      ['-g', '@slow'],
    ];
    for (const selection of selections) {
      const { stdout } = await project.playwright(['test', '--list', ...selection]);
      assert.match(stdout, /a\.scenario\.yaml:1:8 › a holds[^]*Total: 1 test in 1 file/, selection.join(' '));
    }
  });

  test('defineConfig adds to it', async (t) => {
    const config = `import { defineConfig } from '@playwright/test';
import { defineScenarios } from 'guasto/playwright';
export default defineConfig(defineScenarios(), { retries: 1, grep: /holds|breaks/ });
`;
    const project = install(t, { ...MIXED, 'playwright.config.ts': config });
    const { stdout } = await project.playwright(['test']);
    assert.match(stdout, /✗ b breaks[^]*✗ b breaks[^]*1 held, 1 broken in/);
  });

  test('tests of the user’s own stand beside scenarios: what they print is shown, and test.fail is no failure', async (t) => {
    const own = `import { expect, test } from '@playwright/test';
test('it speaks', () => console.log('a word of its own'));
test.fail('a known bug', () => expect(1).toBe(2));
`;
    const project = install(t, { ...MIXED, 'playwright.config.ts': CONFIG, 'scenarios/own.spec.ts': own });
    const { code, stdout } = await project.playwright(['test', '-g', 'a holds|speaks|known']);
    assert.match(stdout, /^a word of its own$/m);
    assert.match(stdout, /^✓ a known bug/m);
    assert.doesNotMatch(stdout, /Error/);
    assert.match(stdout, /^1 held in/m);
    assert.match(stdout, /^2 other tests: 2 passed$/m);
    assert.equal(code, 0, stdout);
  });

  test('without the engine’s globalSetup each worker runs its own scenarios, which is said', async (t) => {
    const project = install(t, {
      'scenarios/a.scenario.yaml': scenarioText('a holds'),
      'setup.ts': 'export default () => {};',
      'playwright.config.ts': `import { defineConfig } from '@playwright/test';
import { defineScenarios } from 'guasto/playwright';
export default defineConfig(defineScenarios({ reporter: [] }), { globalSetup: './setup.ts' });
`,
    });
    const { code, stdout, stderr } = await project.playwright(['test']);
    assert.match(stdout, /^1 held in/m);
    assert.match(stderr, /^guasto: another globalSetup stands in the place of guasto’s.*globalSetup: \[.*\]/);
    assert.equal(code, 0);
  });

  test('an error outside of tests is shown with its place', async (t) => {
    const own = `import { test } from '@playwright/test';
test('it', () => {});
throw new Error('not so');
`;
    const project = install(t, { ...MIXED, 'playwright.config.ts': CONFIG, 'scenarios/own.spec.ts': own });
    const { code, stderr } = await project.playwright(['test']);
    assert.match(stderr, /^Error: not so\n +at own\.spec\.ts:3\n[^]*^> 3 \| throw new Error\('not so'\);$/m);
    assert.equal(code, 1);
  });

  test('a missing folder is said in one line', async (t) => {
    const project = install(t, { 'playwright.config.ts': CONFIG });
    const { code, stderr, stdout } = await project.playwright(['test']);
    assert.equal(code, 1);
    assert.match(
      stderr + stdout,
      /defineScenarios: expected a folder of \*\.scenario\.yaml files at .*\/scenarios, found none/,
    );
  });

  test('specs of scenarios that are gone are deleted', async (t) => {
    const project = install(t, { ...MIXED, 'playwright.config.ts': CONFIG });
    await project.playwright(['test', '--list']);
    rmSync(join(project.folder, 'scenarios/a.scenario.yaml'));
    const { stdout } = await project.playwright(['test', '--list']);
    assert.match(stdout, /Total: 3 tests in 3 files/);
    assert.equal(project.has('scenarios/_guasto/a.scenario.yaml.spec.js'), false);
  });
});

describe('failures without a new worker', () => {
  const failing = Object.fromEntries(
    [1, 2, 3, 4].map((n) => [`scenarios/${n}.scenario.yaml`, scenarioText(`${n} breaks`)]),
  );

  test('all run in one worker, and count as failures', async (t) => {
    const report = await jsonReport(t, failing);
    assert.deepEqual(report.workers(), [0, 0, 0, 0]);
    assert.deepEqual(report.stats(), { expected: 0, unexpected: 4, flaky: 0, skipped: 0 });
  });

  test('keepWorkers: false leaves it to Playwright', async (t) => {
    const config = WITH_JSON.replace('defineScenarios({ ', 'defineScenarios({ keepWorkers: false, ');
    const report = await jsonReport(t, failing, config);
    assert.deepEqual(report.workers(), [0, 1, 2, 3]);
    assert.equal(report.stats().unexpected, 4);
  });

  test('without our reporter a failure is a failure', async (t) => {
    const project = install(t, { ...failing, 'playwright.config.ts': CONFIG });
    // Nor is it one because of what a run around this one has said of its own reporter.
    const env = { [ENVIRONMENT.reporterIsFirst]: '1', [ENVIRONMENT.engine]: '/nowhere' };
    const { code, stdout } = await project.playwright(['test', '--reporter=json'], { env });
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { readonly stats: { readonly unexpected: number } }).stats.unexpected, 4);
  });

  test('a retry is a run of its own, and what holds then is flaky', async (t) => {
    const config = WITH_JSON.replace(/defineScenarios\((.*)\);/, '{ ...defineScenarios($1), retries: 1 };');
    const report = await jsonReport(
      t,
      { 'scenarios/a.scenario.yaml': scenarioText('it breaks unless retried') },
      config,
    );
    assert.deepEqual(report.outcomes(), { 'it breaks unless retried': 'flaky' });
  });
});

async function jsonReport(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  config = WITH_JSON,
): Promise<JsonReport> {
  const project = install(t, { ...files, 'playwright.config.ts': config });
  const { stdout, stderr } = await project.playwright(['test']);
  assert.ok(project.has('report.json'), stdout + stderr);
  return new JsonReport(project.read('report.json'));
}
