import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Project, scenarioText } from '../playwright/spec-support/project.js';

// What `guasto run` prints, leaves and refuses; only the engine is a fake.

const MIXED = {
  'scenarios/a.scenario.yaml': scenarioText('a holds'),
  'scenarios/b.scenario.yaml': scenarioText('b breaks'),
  'scenarios/c.scenario.yaml': scenarioText('c is inconclusive'),
  'scenarios/d.scenario.yaml': scenarioText('d is unsupported'),
};

describe('what the author got wrong', () => {
  test('every problem of every file is shown, nothing is run, and the exit code is 2', async (t) => {
    const project = new Project(t, {
      ...MIXED,
      'scenarios/x.scenario.yaml': scenarioText('x').replace('within: 5s', 'within: 5'),
      'scenarios/y.scenario.yaml': scenarioText('y').replace('steps:', 'stpes:'),
    });
    const { code, stdout, stderr } = await project.guasto(['run']);
    assert.equal(code, 2);
    assert.match(stderr, /scenarios\/x\.scenario\.yaml:6:36/);
    assert.match(stderr, /scenarios\/y\.scenario\.yaml:4:1/);
    assert.equal(stdout, '');
    assert.equal(project.has('reports'), false);
  });

  const refusals = [
    { args: ['nowhere'], stderr: /nowhere[^]*does not exist/ },
    { args: ['empty'], stderr: /empty[^]*no scenario in this folder/ },
    { args: ['scenarios/notes.txt'], stderr: /notes\.txt[^]*not a scenario/ },
    { args: ['--shard', '3/2'], stderr: /--shard.*expected i\/n/ },
    { args: ['--workers', '0'], stderr: /--workers.*expected 1 or more/ },
    { args: ['--retries', 'two'], stderr: /--retries.*expected a whole number/ },
    { args: ['--toxiproxy', 'localhost:8474'], stderr: /--toxiproxy.*expected a URL/ },
    { args: ['--toxiproxy-server', 'no/such'], stderr: /--toxiproxy-server: expected a program/ },
    { args: ['--reporter', 'juint'], stderr: /no reporter "juint": guasto has terminal/ },
    { args: ['--wrokers', '2'], stderr: /unknown option '--wrokers'\n\(Did you mean --workers\?\)/ },
  ];
  for (const { args, stderr } of refusals) {
    test(`2: guasto run ${args.join(' ')}`, async (t) => {
      const project = new Project(t, { ...MIXED, 'scenarios/notes.txt': 'notes' });
      mkdirSync(join(project.folder, 'empty'));
      const result = await project.guasto(['run', ...args]);
      assert.equal(result.code, 2, result.stdout + result.stderr);
      assert.match(result.stderr, stderr);
    });
  }

  test('a missing Python is one clear line', async (t) => {
    const project = new Project(t, {
      'scenarios/p.scenario.yaml': scenarioText('p').replace('[sleep, "0.01"]', '[python3, -c, "pass"]'),
    });
    const { code, stderr } = await project.guasto(['run'], { env: { PATH: join(project.folder, 'bin') } });
    assert.equal(code, 2);
    assert.match(stderr, /^guasto: these scenarios need Python >= 3\.9: [^\n]*\n$/);
  });

  test('a Python that is too old is one clear line', async (t) => {
    const project = new Project(t, {
      'scenarios/p.scenario.yaml': scenarioText('p').replace('[sleep, "0.01"]', '[python3, -c, "pass"]'),
      'bin/python3': '#!/bin/sh\nprintf "/bin/python3\\n3.8.18\\n"\n',
    });
    chmodSync(join(project.folder, 'bin/python3'), 0o755);
    const { code, stderr } = await project.guasto(['run'], { env: { PATH: join(project.folder, 'bin') } });
    assert.equal(code, 2);
    assert.equal(stderr, 'guasto: these scenarios need Python >= 3.9: python3 on PATH is 3.8.18\n');
  });
});

describe('what guasto run prints and leaves', () => {
  test('one line a scenario, the broken one in full, a summary and the path of the report', async (t) => {
    const project = new Project(t, MIXED);
    const { stdout } = await project.guasto(['run']);
    assert.match(stdout, /^✓ a holds {2}/m);
    assert.match(stdout, /^✗ b breaks {2}/m);
    assert.match(stdout, /expected {2}exit code 0\n {4}actual {4}exit code 7/);
    assert.match(stdout, /^- d is unsupported.*this machine has no such thing/m);
    assert.match(stdout, /1 held, 1 broken, 1 inconclusive, 1 unsupported in [^\n]*\nreport: reports\/[^\n]*\n$/);
  });

  test('JUnit XML, JSON, Markdown and the HTML report are in the folder of the run', async (t) => {
    const project = new Project(t, MIXED);
    await project.guasto(['run']);
    const [run = ''] = project.list('reports').filter((name) => !name.startsWith('_'));
    const files = project.list(join('reports', run));
    for (const file of ['junit.xml', 'results.json', 'summary.md', 'html']) assert.ok(files.includes(file), file);
  });

  test('--reporter json prints JSON and nothing else', async (t) => {
    const project = new Project(t, MIXED);
    const { stdout } = await project.guasto(['run', '--reporter', 'json']);
    const report = JSON.parse(stdout) as { readonly counts: unknown };
    assert.deepEqual(report.counts, { held: 1, broken: 1, inconclusive: 1, unsupported: 1 });
  });

  test('--reports names the folder', async (t) => {
    const project = new Project(t, { 'scenarios/a.scenario.yaml': scenarioText('a holds') });
    const { stdout } = await project.guasto(['run', '--reports', 'out/here']);
    assert.match(stdout, /^report: out\/here\/2/m);
    assert.equal(project.has('reports'), false);
  });

  test('$GITHUB_STEP_SUMMARY gets the summary', async (t) => {
    const project = new Project(t, MIXED);
    const env = { GITHUB_STEP_SUMMARY: join(project.folder, 'step.md') };
    await project.guasto(['run'], { env });
    assert.match(project.read('step.md'), /guasto: 1 held, 1 broken/);
  });

  test('a relative working directory of a project with its own Playwright configuration is left alone', async (t) => {
    const project = new Project(t, {
      ...MIXED,
      'package.json': '{ "type": "module" }',
      'playwright.config.ts': 'throw new Error("not for guasto run");',
    });
    const { code, stdout, stderr } = await project.guasto(['run', 'scenarios/a.scenario.yaml']);
    assert.equal(code, 0, stdout + stderr);
    assert.equal(project.has('scenarios/_guasto'), false);
  });
});
