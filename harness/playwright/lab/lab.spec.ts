import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { suiteSchema } from '../../kinds/reporters/index.js';
import { JsonReport } from '../spec-support/json-report.js';
import { Project } from '../spec-support/project.js';

// Tests scripted by hand in a user's project: real programs, the embedded Toxiproxy, Playwright's own command line.

const CONFIG = `import { defineScenarios } from 'guasto/playwright';
export default defineScenarios({ reporter: [['json', { outputFile: 'report.json' }]] });
`;

const SPEC = `import { expect, test } from 'guasto/playwright';

const programs = {
  cat: { run: ['cat'] },
  server: { run: ['python3', '-m', 'http.server', '--bind', '127.0.0.1', '\${server.port}'], listens: true },
};
const links = { wire: { to: 'server' } };

test('what was written comes back', async ({ lab }) => {
  await lab.open({ programs });
  await lab.start('cat');
  await lab.write({ to: 'cat', text: 'ciao\\n' });
  await lab.await({ output: 'cat', line: 'ciao', within: '5s' });
  await lab.signal({ to: 'cat', signal: 'TERM' });
  await lab.await({ exit: 'cat', within: '5s' });
  const record = await lab.end();
  expect(record).toShow({ exit: { of: 'cat', signal: 'TERM' } });
  expect(record).not.toShow({ exit: { of: 'cat', code: 0 } });
});

test('an await is missed', async ({ lab }) => {
  await lab.open({ programs });
  await lab.start('cat');
  await lab.await({ output: 'cat', line: 'never', within: '100ms' }); // line 24
});

test('a claim is false', async ({ lab }) => {
  await lab.open({ programs });
  await lab.start('cat');
  await lab.signal({ to: 'cat', signal: 'KILL' });
  await lab.await({ exit: 'cat', within: '5s' });
  expect(await lab.end()).toShow({ exit: { of: 'cat', code: 0 } }); // line 32
});

test('a fault leaves no receipt', async ({ lab }) => {
  await lab.open({ programs, links });
  await lab.inject({ link: 'wire', toxic: 'latency', latency: '1s' }); // line 37
});

test('an entry has a mistake', async ({ lab }) => {
  await lab.open({ programs });
  await lab.await({ exit: 'dog', within: '5s' }); // line 42
});

test('a link goes down and up', async ({ lab }) => {
  await lab.open({ programs, links });
  await lab.start('server');
  const get = () => fetch(\`http://127.0.0.1:\${lab.address('wire').port}/\`).then((answer) => answer.status);
  expect(await get()).toBe(200);
  await lab.link({ down: 'wire' });
  await expect(get()).rejects.toThrow();
  await lab.link({ up: 'wire' });
  expect(await get()).toBe(200);
});

test.fail('a claim is known to be false', async ({ lab }) => {
  await lab.open({ programs });
  await lab.start('cat');
  expect(await lab.end()).toShow({ exit: { of: 'cat', code: 7 } });
});

test.fail('a known bug that nothing provokes', async ({ lab }) => { // line 62
  await lab.open({ programs, links });
  await lab.inject({ link: 'wire', toxic: 'latency', latency: '1s' }); // line 64
  expect(1).toBe(2);
});

test('a claim can’t be judged', async ({ lab }) => {
  await lab.open({ programs, links });
  expect(await lab.end()).toShow({ exit: { of: 'cat', code: 0 } }); // line 70
});

test.describe('in a group', () => {
  // The lab's folder can't be made.
  test.beforeEach(() => (globalThis[Symbol.for('guasto')].options.reportsFolder = '/dev/null/nowhere'));
  test('the rig has no room', async ({ lab }) => {
    await lab.open({ programs }); // line 77
  });
});
`;

interface Ran {
  readonly project: Project;
  readonly stdout: string;
  readonly report: JsonReport;
  /** Of the invocation. */
  readonly folder: string;
}

async function run(t: TestContext): Promise<Ran> {
  const project = new Project(t, { 'playwright.config.ts': CONFIG, 'scenarios/lab.spec.ts': SPEC }).install();
  const { stdout, stderr } = await project.playwright(['test'], { realEngine: true });
  assert.ok(project.has('report.json'), stdout + stderr);
  const [invocation = ''] = project.list('reports').filter((name) => /^\d/.test(name));
  return { project, stdout, report: new JsonReport(project.read('report.json')), folder: join('reports', invocation) };
}

describe('the lab fixture', () => {
  test('runs the verbs of scenarios, judges by their expectations, points at the line of the test, and reports', async (t) => {
    const { project, stdout, report, folder } = await run(t);
    const seen = Object.keys(report.outcomes()).map((title) => {
      const { status, errors } = report.result(title);
      const [error] = errors;
      const message = stripVTControlCharacters(error?.message ?? '').split('\n')[0] || undefined;
      return [title, status, message, error?.location?.line];
    });
    assert.deepEqual(seen, [
      ['what was written comes back', 'passed', undefined, undefined],
      ['an await is missed', 'failed', 'Broken: await output cat', 24],
      ['a claim is false', 'failed', 'Error: exit of cat › exit: broken', 32],
      ['a fault leaves no receipt', 'failed', 'Inconclusive: latency 1 s on wire downstream › receipt', 37],
      ['an entry has a mistake', 'failed', 'ScenarioProblem: lab.await:2:18 error there is no program "dog"', 42],
      ['a link goes down and up', 'passed', undefined, undefined],
      ['a claim is known to be false', 'failed', 'Error: exit of cat › exit: broken', 59],
      [
        'a known bug that nothing provokes',
        'failed',
        'Error: expect(received).toBe(expected) // Object.is equality',
        65,
      ],
      ['a claim can’t be judged', 'failed', 'Inconclusive: exit of cat › exit: inconclusive', 70],
      ['the rig has no room', 'failed', 'Inconclusive: open', 77],
    ]);
    assertReported(project, folder);
    assert.match(stdout, /^✗ an await is missed {2}[^]*? {2}picture {2}reports\/[^\n]*\/timeline\.html$/m);
    assert.match(stdout, /^3 held, 3 broken, 3 inconclusive in /m);
    // It has no record.
    assert.match(stdout, /^1 other test: 1 failed$/m);
  });
});

/** Scripted runs stand among those of the scenarios in every report of the invocation. */
function assertReported(project: Project, folder: string): void {
  const { runs } = suiteSchema.parse(JSON.parse(project.read(join(folder, 'results.json'))));
  const wrong = (run: (typeof runs)[number]): string =>
    run.verdicts
      .filter(({ outcome }) => outcome !== 'held')
      .map(({ label, span }) => `${label} :${span.line}`)
      .join(', ');
  assert.deepEqual(
    runs.map((run) => [run.title, run.line, run.outcome, wrong(run)]),
    [
      ['what was written comes back', 9, 'held', ''],
      ['an await is missed', 21, 'broken', 'await output cat :24'],
      ['a claim is false', 27, 'broken', 'exit of cat :32'],
      ['a fault leaves no receipt', 35, 'inconclusive', 'latency 1 s on wire downstream :37'],
      ['an entry has a mistake', 40, 'broken', 'the test :42'],
      ['a link goes down and up', 45, 'held', ''],
      ['a claim is known to be false', 56, 'held', ''],
      ['a known bug that nothing provokes', 62, 'inconclusive', 'latency 1 s on wire downstream :64'],
      ['a claim can’t be judged', 68, 'inconclusive', 'exit of cat :70'],
    ],
  );
  assert.match(project.read(join(folder, 'junit.xml')), /<testsuite name="scenarios\/lab\.spec\.ts"[^>]* tests="9"/);
  const page = project.read(join(folder, 'index.html'));
  for (const run of runs) {
    assert.ok(project.has(join(folder, run.folder ?? '', 'timeline.html')), run.title);
    assert.match(page, new RegExp(`href="${run.folder}/timeline.html">${run.title}<`));
  }
}
