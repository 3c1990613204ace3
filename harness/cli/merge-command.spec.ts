import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { Project, scenarioText } from '../playwright/spec-support/project.js';
import { SUITE_FILES, timelessReport } from '../playwright/spec-support/same-reports.js';

const SCENARIOS = {
  'scenarios/a.scenario.yaml': scenarioText('a holds'),
  'scenarios/b.scenario.yaml': scenarioText('b breaks'),
  'scenarios/c.scenario.yaml': scenarioText(
    'c holds for ${params.n}',
    'params: { n: 1 }\nmatrix: [{ n: 1 }, { n: 2 }]\n',
  ),
  'scenarios/sub/d.scenario.yaml': scenarioText('d is inconclusive'),
  'scenarios/sub/e.scenario.yaml': scenarioText('e is unsupported'),
};

/** The one folder that an invocation made in `reports`. */
function invocationIn(project: Project, reports: string): string {
  const [name = ''] = project.list(reports).filter((each) => /^\d/.test(each));
  return join(reports, name);
}

describe('guasto merge', () => {
  const undos: (() => void | Promise<void>)[] = [];
  let made: Project | undefined;
  /** What is merged: two shards, and the same run as one. */
  before(async () => {
    made = new Project({ after: (undo) => void undos.push(undo) }, SCENARIOS);
    for (const shard of [1, 2]) await made.guasto(['run', '--shard', `${shard}/2`, '--reports', `shards/s${shard}`]);
    const { stdout } = await made.guasto(['run', '--reports', 'whole']);
    assert.match(stdout, /3 held, 1 broken, 1 inconclusive, 1 unsupported in/);
  });
  after(async () => {
    for (const undo of undos) await undo();
  });

  /** A copy of its own. */
  function projectWithReports(t: TestContext): Project {
    const project = new Project(t);
    cpSync(made?.folder ?? assert.fail(), project.folder, { recursive: true });
    return project;
  }

  test('makes of two shards what one machine makes of all', async (t) => {
    const project = projectWithReports(t);
    const { code, stdout, stderr } = await project.guasto(['merge', 'shards/s1', 'shards/s2', '--into', 'merged']);
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^2 invocations merged\n3 held, 1 broken, 1 inconclusive, 1 unsupported in .*\nreport: merged\n$/,
    );
    assert.equal(code, 1);
    const unsharded = invocationIn(project, 'whole');
    for (const file of SUITE_FILES) {
      assert.equal(timelessReport(project, 'merged', file), timelessReport(project, unsharded, file), file);
    }
    const files = (folder: string): readonly string[] =>
      project
        .list(folder)
        .map((name) => name.replace(/^run.*project.*/, 'run'))
        .filter((name) => name !== 'html');
    assert.deepEqual(files('merged'), files(unsharded));
    assert.ok(project.has('merged/index.html'));
  });

  test('takes the folders in any order, and from a folder that holds them', async (t) => {
    const project = projectWithReports(t);
    await project.guasto(['merge', 'shards/s2', 'shards/s1', '--into', 'backwards']);
    await project.guasto(['merge', 'shards', '--into', 'all']);
    for (const file of SUITE_FILES) {
      assert.equal(timelessReport(project, 'backwards', file), timelessReport(project, 'all', file), file);
    }
  });

  test('brings each run’s own folder along, under a name of its own', async (t) => {
    const project = projectWithReports(t);
    const from = invocationIn(project, 'whole');
    const [run = ''] = project.list(from).filter((name) => name.startsWith('run'));
    // Another machine's run of another scenario, in a folder of the same name.
    cpSync(join(project.folder, from), join(project.folder, 'other'), { recursive: true });
    project.write(
      'other/results.json',
      project.read('other/results.json').replaceAll(/"runId": "/g, '"runId": "other'),
    );
    const { stdout } = await project.guasto(['merge', from, 'other', '--into', 'merged']);
    assert.match(stdout, /6 held, 2 broken/);
    assert.ok(project.has(`merged/${run}/record.jsonl`) && project.has(`merged/${run}.2/record.jsonl`));
    assert.match(project.read('merged/results.json'), new RegExp(`"folder": "${run}.2"`));
  });

  test('counts a run once that stands in two of the folders', async (t) => {
    const project = projectWithReports(t);
    await project.guasto(['merge', 'shards', '--into', 'merged']);
    const { stdout } = await project.guasto(['merge', 'merged', 'shards/s1', 'shards/s2', 'merged', '--into', 'again']);
    assert.match(stdout, /^3 invocations merged\n3 held, 1 broken, 1 inconclusive, 1 unsupported in/);
  });

  test('makes a folder in reports if none is named', async (t) => {
    const project = projectWithReports(t);
    const { stdout } = await project.guasto(['merge', 'whole']);
    assert.match(stdout, /^report: reports\/\d{4}-\d\d-\d\dT/m);
  });

  test('says so where only the results were kept', async (t) => {
    const project = projectWithReports(t);
    project.write('kept/results.json', project.read(join(invocationIn(project, 'whole'), 'results.json')));
    const { code, stdout, stderr } = await project.guasto(['merge', 'kept', '--into', 'merged']);
    assert.match(stdout, /3 held, 1 broken/);
    assert.equal(stderr, 'note: the folder of 5 runs is not there: no picture and no record of it\n');
    assert.equal(code, 1);
  });

  test('takes nothing from outside of the folders that were named', async (t) => {
    const project = projectWithReports(t);
    const from = invocationIn(project, 'whole');
    project.write('secret/key', 'key');
    project.write(
      `${from}/results.json`,
      project.read(`${from}/results.json`).replaceAll(/"folder": "[^"]*"/g, '"folder": "../../../secret"'),
    );
    await project.guasto(['merge', from, '--into', 'merged']);
    assert.equal(project.list('merged').includes('secret'), false);
  });

  test('ends with the exit code of the worst verdict', async (t) => {
    const project = new Project(t, { 'scenarios/a.scenario.yaml': scenarioText('a is unsupported') });
    await project.guasto(['run']);
    assert.equal((await project.guasto(['merge', 'reports', '--into', 'm1'])).code, 0);
    assert.equal((await project.guasto(['merge', 'reports', '--into', 'm2', '--strict'])).code, 4);
  });
});

describe('guasto merge refuses', () => {
  const refusals = [
    { args: ['nowhere'], stderr: /^guasto: expected a folder of reports at nowhere, found nothing\n$/ },
    { args: ['file'], stderr: /^guasto: expected a folder of reports at file, found a file\n$/ },
    { args: ['empty'], stderr: /^guasto: empty holds no results\.json, neither itself nor in the folders below: / },
    { args: ['broken'], stderr: /^guasto: \S+broken\/results\.json is damaged: .*JSON/ },
    {
      args: ['other'],
      stderr: /expected the format "guasto-suite\/1", found "guasto-suite\/9": it was not written by this/,
    },
    {
      args: ['half'],
      stderr: /^guasto: \S+half\/results\.json is damaged: .*Invalid input: expected string, received undefined/,
    },
    {
      args: ['sound', '--into', 'empty'],
      stderr: /^guasto: --into: expected an empty folder or none at \S+empty, found something/,
    },
    { args: [], stderr: /missing required argument 'folders'/ },
  ];
  for (const { args, stderr } of refusals) {
    test(`guasto merge ${args.join(' ')}`, async (t) => {
      const sound = { format: 'guasto-suite/1', startedAt: '2026-01-02T03:04:05.678Z', durationUs: 1, outcome: 'held' };
      const project = new Project(t, {
        file: '',
        'empty/more/notes.txt': '',
        'broken/results.json': '{',
        'other/results.json': '{ "format": "guasto-suite/9" }',
        'half/results.json': '{ "format": "guasto-suite/1" }',
        'sound/results.json': JSON.stringify({
          ...sound,
          counts: { held: 0, broken: 0, inconclusive: 0, unsupported: 0 },
          runs: [],
        }),
      });
      mkdirSync(join(project.folder, 'empty/deep'), { recursive: true });
      const result = await project.guasto(['merge', ...args]);
      assert.equal(result.code, 2, result.stdout);
      assert.match(result.stderr, stderr);
    });
  }
});
