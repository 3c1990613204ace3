import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
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
`;

async function run(t: TestContext): Promise<JsonReport> {
  const project = new Project(t, { 'playwright.config.ts': CONFIG, 'scenarios/lab.spec.ts': SPEC }).install();
  const { stdout, stderr } = await project.playwright(['test'], { realEngine: true });
  assert.ok(project.has('report.json'), stdout + stderr);
  return new JsonReport(project.read('report.json'));
}

describe('the lab fixture', () => {
  test('runs the verbs of scenarios, judges by their expectations, and points at the line of the test', async (t) => {
    const report = await run(t);
    const seen = Object.keys(report.outcomes()).map((title) => {
      const { status, errors } = report.result(title);
      const [error] = errors;
      // eslint-disable-next-line no-control-regex
      const message = error?.message?.replaceAll(/\u001b\[\d+m/g, '').split('\n')[0];
      return [title, status, message, error?.location?.line];
    });
    assert.deepEqual(seen, [
      ['what was written comes back', 'passed', undefined, undefined],
      ['an await is missed', 'failed', 'Broken: await output cat', 24],
      ['a claim is false', 'failed', 'Error: exit of cat › exit: broken', 32],
      ['a fault leaves no receipt', 'failed', 'Inconclusive: latency 1 s on wire downstream › receipt', 37],
      ['an entry has a mistake', 'failed', 'ScenarioProblem: lab.await:2:18 error there is no program "dog"', 42],
      ['a link goes down and up', 'passed', undefined, undefined],
    ]);
  });
});
