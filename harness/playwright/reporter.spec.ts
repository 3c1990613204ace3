import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PICTURE } from './spec-support/fake-engine.js';
import { JsonReport } from './spec-support/json-report.js';
import { Project, scenarioText } from './spec-support/project.js';

// What Playwright's reporters, which come after ours, are told of one run; only the engine is a fake.

const MATRIX = scenarioText('nap', 'params: { nap: "0.01" }\nmatrix: [{ nap: "0.01" }, { nap: "0.02" }]\n');
const FILES = {
  'playwright.config.ts': `import { defineScenarios } from 'guasto/playwright';
export default defineScenarios({ reporter: [['json', { outputFile: 'report.json' }], ['html', { open: 'never' }]] });
`,
  'scenarios/a.scenario.yaml': scenarioText('a holds'),
  'scenarios/sub/b.scenario.yaml': scenarioText('b breaks'),
  'scenarios/c.scenario.yaml': scenarioText('c is inconclusive'),
  'scenarios/d.scenario.yaml': scenarioText('d is unsupported'),
  'scenarios/m.scenario.yaml': MATRIX.replace('"0.01"]', '"${params.nap}"]'),
  'scenarios/t.scenario.yaml': scenarioText('it takes 600 ms'),
  'scenarios/x.scenario.yaml': scenarioText('x').replace('within: 5s', 'within: 5').replace('of: client', 'of: clinet'),
};

describe('what Playwright is told of a run', () => {
  const undos: (() => void | Promise<void>)[] = [];
  let ran: { readonly project: Project; readonly report: JsonReport } | undefined;
  before(async () => {
    const project = new Project({ after: (undo) => void undos.push(undo) }, FILES).install();
    const { stdout, stderr } = await project.playwright(['test']);
    assert.ok(project.has('report.json'), stdout + stderr);
    ran = { project, report: new JsonReport(project.read('report.json')) };
  });
  after(async () => {
    for (const undo of undos) await undo();
  });
  const toldOf = (): JsonReport => ran?.report ?? assert.fail();

  test('files, lines, statuses, errors and reasons', () => {
    const report = toldOf();
    assert.deepEqual(
      report.fileTitles(),
      ['a', 'c', 'd', 'm', 'sub/b', 't', 'x'].map((name) => `${name}.scenario.yaml`),
    );
    assert.deepEqual(report.outcomes(), {
      'a holds': 'expected',
      'b breaks': 'unexpected',
      'c is inconclusive': 'unexpected',
      'd is unsupported': 'skipped',
      'nap (nap=0.01)': 'expected',
      'nap (nap=0.02)': 'expected',
      'it takes 600 ms': 'expected',
      'the scenario file is sound': 'unexpected',
    });
    const broken = report.result('b breaks');
    assert.equal(broken.status, 'failed');
    assert.match(broken.errors[0]?.message ?? '', /^Broken: exit of client › code/);
    assert.equal(broken.errors[0]?.location?.line, 8);
    assert.match(report.result('c is inconclusive').errors[0]?.message ?? '', /^Inconclusive: /);
    assert.deepEqual(report.annotations('d is unsupported'), [
      { type: 'skip', description: 'this machine has no such thing' },
    ]);
    assert.ok(report.annotations('b breaks').every(({ type }) => type === 'record'));
  });

  test('times are those of the engine, not of the replay', () => {
    const result = toldOf().result('it takes 600 ms');
    // Two steps share the 600 ms that the fake claims; replaying them takes about 1 ms.
    assert.equal(result.duration, 600);
    assert.deepEqual(
      result.steps.map(({ title, duration }) => [title, duration]),
      [
        ['start client', 300],
        ['await exit client', 300],
        ['exit of client › code', 0],
      ],
    );
  });

  test('the picture is attached as an image, the verdicts as JSON', () => {
    const { attachments } = toldOf().result('a holds');
    assert.deepEqual(
      attachments.map(({ name, contentType }) => [name, contentType]),
      [
        ['verdicts.json', 'application/json'],
        ['timeline.svg', 'image/svg+xml'],
      ],
    );
  });

  test('the HTML report holds the picture', () => {
    const { project } = ran ?? assert.fail();
    const pictures = project.list('playwright-report/data').filter((name) => name.endsWith('.svg'));
    assert.match(project.read(join('playwright-report/data', pictures[0] ?? '')), new RegExp(PICTURE));
  });

  test('a mistake in a file is a failing test that shows all of them', () => {
    const { errors } = toldOf().result('the scenario file is sound');
    assert.deepEqual(
      errors.map(({ location }) => location?.line),
      [6, 8],
    );
    assert.match(errors[1]?.message ?? '', /clinet/);
  });
});
