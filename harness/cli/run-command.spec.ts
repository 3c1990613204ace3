import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Project, scenarioText } from '../playwright/spec-support/project.js';

// `guasto run` as a user calls it, in a folder without any configuration or installation; only the engine is a fake.

const MIXED = {
  'scenarios/a.scenario.yaml': scenarioText('a holds'),
  'scenarios/b.scenario.yaml': scenarioText('b breaks'),
  'scenarios/c.scenario.yaml': scenarioText('c is inconclusive'),
  'scenarios/d.scenario.yaml': scenarioText('d is unsupported'),
};

describe('exit codes of guasto run', () => {
  const cases = [
    { of: ['a'], args: [], code: 0, why: 'held' },
    { of: ['a', 'd'], args: [], code: 0, why: 'unsupported is skipped' },
    { of: ['a', 'd'], args: ['--strict'], code: 4, why: 'unsupported under --strict' },
    { of: ['a', 'c', 'd'], args: [], code: 3, why: 'inconclusive is never green' },
    { of: ['a', 'b', 'c', 'd'], args: [], code: 1, why: 'broken is the worst' },
    { of: ['a', 'b'], args: ['--reporter', 'list'], code: 1, why: 'with a reporter of Playwright' },
    { of: ['a', 'c'], args: ['--reporter', 'dot'], code: 3, why: 'with another reporter of Playwright' },
    { of: ['a', 'c'], args: ['--retries', '1'], code: 3, why: 'a retry does not make it green' },
  ];
  for (const { of, args, code, why } of cases) {
    test(`${code}: ${why}`, async (t) => {
      const project = new Project(t, MIXED);
      const paths = of.map((name) => `scenarios/${name}.scenario.yaml`);
      const result = await project.guasto(['run', ...paths, ...args]);
      assert.equal(result.code, code, result.stdout + result.stderr);
    });
  }

  test('2: no scenario matches -g', async (t) => {
    const project = new Project(t, MIXED);
    const result = await project.guasto(['run', '-g', 'nothing of this name']);
    assert.equal(result.code, 2, result.stdout + result.stderr);
    assert.match(result.stderr, /No tests found/);
  });

  test('130: Ctrl-C, and the engine is told to end', async (t) => {
    const project = new Project(t, { 'scenarios/long.scenario.yaml': scenarioText('it takes 60000 ms') });
    const startedMs = performance.now();
    const result = await project.guasto(['run', '--reporter', 'line'], {
      // The line reporter says that the test has begun.
      interruptAfter: (output) => (output.includes('it takes') ? Promise.resolve() : undefined),
    });
    assert.equal(result.code, 130, result.stdout + result.stderr);
    // It is not waited for: half of the time that the scenario takes is far more than starting and ending need.
    assert.ok(performance.now() - startedMs < 30_000);
    assert.ok(project.has('engine-log.json'));
  });
});

describe('what guasto run selects', () => {
  const files = {
    ...MIXED,
    'scenarios/sub/e.scenario.yaml': scenarioText('e holds', 'tags: [slow]\n'),
    'scenarios/must-break/f.scenario.yaml': scenarioText('f breaks'),
    'elsewhere/g.scenario.yaml': scenarioText('g holds'),
  };
  const cases = [
    { args: [], titles: ['a holds', 'b breaks', 'c is inconclusive', 'd is unsupported', 'e holds'] },
    { args: ['scenarios/sub'], titles: ['e holds'] },
    { args: ['scenarios/must-break'], titles: ['f breaks'] },
    { args: ['scenarios/a.scenario.yaml', 'elsewhere'], titles: ['g holds', 'a holds'] },
    { args: ['scenarios/a.scenario.yaml:1', 'scenarios/sub/e.scenario.yaml:8'], titles: ['a holds', 'e holds'] },
    { args: ['scenarios/a.scenario.yaml:5:3', 'elsewhere'], titles: ['g holds', 'a holds'] },
    { args: ['-g', 'holds'], titles: ['a holds', 'e holds'] },
    { args: ['-g', '@slow'], titles: ['e holds'] },
    { args: ['--shard', '1/2'], titles: ['a holds', 'b breaks', 'c is inconclusive'] },
    { args: ['--shard', '2/2'], titles: ['d is unsupported', 'e holds'] },
  ];
  for (const { args, titles } of cases) {
    test(`guasto run ${args.join(' ')}`, async (t) => {
      const project = new Project(t, files);
      const { code, stdout, stderr } = await project.guasto(['run', '--list', ...args]);
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual(listedTitles(stdout), titles);
    });
  }

  test('--list shows each scenario at its title in the YAML file, and writes no report', async (t) => {
    const project = new Project(t, files);
    const { stdout } = await project.guasto(['run', '--list', 'scenarios/sub']);
    assert.match(stdout, /^ {2}scenarios\/sub\/e\.scenario\.yaml:1:8 › e holds/m);
    assert.deepEqual(project.list('reports'), ['_guasto']);
  });

  test('a folder outside of the working directory', async (t) => {
    const outside = new Project(t, files);
    const project = new Project(t);
    const { code, stdout, stderr } = await project.guasto(['run', join(outside.folder, 'scenarios/sub')]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /✓ e holds/);
  });

  test('names with characters that mean something in a pattern', async (t) => {
    const name = 'sub (1)+[x]/a.b$c.scenario.yaml';
    const project = new Project(t, {
      [name]: scenarioText('odd name holds'),
      'sub/a.scenario.yaml': scenarioText('no'),
    });
    const { code, stdout, stderr } = await project.guasto(['run', `${name}:2`]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /✓ odd name holds[^\n]*\n1 held/);
  });

  test('--last-failed runs only what failed before', async (t) => {
    const project = new Project(t, MIXED);
    assert.equal((await project.guasto(['run'])).code, 1);
    const { code, stdout } = await project.guasto(['run', '--last-failed']);
    assert.equal(code, 1);
    assert.match(stdout, /✗ b breaks[^]*\? c is inconclusive/);
    assert.doesNotMatch(stdout, /a holds|d is unsupported/);
  });
});

describe('how often guasto run runs', () => {
  test('--repeat-each runs each so often, each a run of its own', async (t) => {
    const project = new Project(t, { 'scenarios/a.scenario.yaml': scenarioText('a holds') });
    const { stdout } = await project.guasto(['run', '--repeat-each', '3']);
    assert.match(stdout, /3 held/);
    const ids = project.engineLog().executed.map(({ id }) => id);
    assert.equal(new Set(ids).size, 3);
  });

  test('--retries runs a failed one again, as a run of its own', async (t) => {
    const project = new Project(t, { 'scenarios/a.scenario.yaml': scenarioText('it breaks unless retried') });
    const { code, stdout, stderr } = await project.guasto(['run', '--retries', '2']);
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual(
      project.engineLog().executed.map(({ attempt }) => attempt),
      [0, 1],
    );
  });

  test('-x stops after the first failure', async (t) => {
    const project = new Project(t, MIXED);
    const { code, stdout } = await project.guasto(['run', '-x']);
    assert.equal(code, 1);
    assert.doesNotMatch(stdout, /d is unsupported/);
  });

  test('the engine is told the plan, in the order in which the tests ask', async (t) => {
    const project = new Project(t, MIXED);
    await project.guasto(['run', '-g', 'holds|breaks|unsupported']);
    const { announced, executed } = project.engineLog();
    assert.deepEqual(announced, executed);
    assert.equal(announced.length, 3);
  });
});

/** Titles in the order of `--list`, without tags. */
function listedTitles(stdout: string): readonly string[] {
  return [...stdout.matchAll(/^ {2}.* › (.*?)(?: @.*)?$/gm)].map(([, title = '']) => title);
}
