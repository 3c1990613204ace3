import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
    await project.guasto(['run'], { html: true });
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

  test('annotations name files as the repository does, not as the folder in which it was run', async (t) => {
    const project = new Project(t, MIXED);
    const env = { GITHUB_WORKSPACE: dirname(project.folder) };
    const { stdout } = await project.guasto(['run', '--reporter', 'github'], { env });
    const files = [...stdout.matchAll(/^::\w+ file=([^,]*),/gm)].map(([, file]) => file);
    const inRepository = (name: string): string => `${basename(project.folder)}/scenarios/${name}.scenario.yaml`;
    assert.deepEqual(files, ['b', 'c', 'd'].map(inRepository));
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

describe('how far the run is', () => {
  /** The line is drawn four times a second: several times while all four run. */
  const MANY = Object.fromEntries(
    [1, 2, 3, 4].map((n) => [`scenarios/s${n}.scenario.yaml`, scenarioText(`s${n} holds and takes 1000 ms`)]),
  );

  const skip = spawnSync('script', ['--version']).status === 0 ? false : 'there is no script(1) to make a terminal';

  test(
    'is said in one line at a terminal, out of the way of the verdicts, and gone in the end',
    { skip },
    async (t) => {
      const env = { NO_COLOR: '', TERM: 'xterm' };
      const result = await new Project(t, MANY).guasto(['run'], { atTerminal: true, env });
      const stdout = result.stdout.replaceAll('\u001B', 'ESC');
      assert.match(stdout, /\rESC\[2K0 of 4 {2}4 run: s1, s2, s3, s4/);
      // Each verdict begins on a line that was erased.
      assert.match(stdout, /ESC\[2KESC\[32m✓ s1 holds/);
      assert.match(stdout, /ESC\[2KESC\[32m4 heldESC\[39m in/);
      const last = stdout.lastIndexOf(' of 4');
      assert.ok(last < stdout.indexOf('4 held'));
    },
  );

  test('is not said in a pipe', async (t) => {
    const { stdout } = await new Project(t, MANY).guasto(['run']);
    assert.doesNotMatch(stdout, / of 4|\r/);
  });
});

describe('colours', () => {
  const files = { 'scenarios/a.scenario.yaml': scenarioText('a holds') };
  const cases = [
    { args: ['run'], env: { NO_COLOR: '' }, colours: false },
    { args: ['run', '--color'], env: {}, colours: true },
    { args: ['run'], env: { NO_COLOR: '', FORCE_COLOR: '1' }, colours: true },
    { args: ['run', '--no-color'], env: { NO_COLOR: '', FORCE_COLOR: '1' }, colours: false },
    { args: ['--no-color', 'run'], env: { NO_COLOR: '', FORCE_COLOR: '1' }, colours: false },
  ];
  for (const { args, env, colours } of cases) {
    test(`${colours ? 'are there' : 'are not'}: ${JSON.stringify(env)} guasto ${args.join(' ')}`, async (t) => {
      const { stdout } = await new Project(t, files).guasto(args, { env });
      assert.equal(stdout.includes('\u001B['), colours, stdout);
    });
  }
});
