import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Project, scenarioText } from '../playwright/spec-support/project.js';

// Records of real runs, judged again.

const NAP = 'scenarios/nap.scenario.yaml';

interface Recorded {
  readonly project: Project;
  /** Path of the record. */
  readonly record: string;
}

/** Runs the one scenario with the real engine and programs. */
async function recorded(t: TestContext, text: string): Promise<Recorded> {
  const project = new Project(t, { [NAP]: text });
  const { stdout, stderr } = await project.guasto(['run', '--reporter', 'terminal'], { realEngine: true });
  const [run = ''] = project.list('reports').filter((name) => !name.startsWith('_'));
  const record = join('reports', run, 'nap', 'record.jsonl');
  assert.ok(project.has(record), stdout + stderr);
  return { project, record };
}

describe('guasto judge', () => {
  test('says of a record what the run said, with the same exit code', async (t) => {
    const { project, record } = await recorded(t, scenarioText('a nap ends well').replace('code: 0', 'code: 3'));
    const { code, stdout, stderr } = await project.guasto(['judge', record]);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /^✗ a nap ends well/);
    assert.match(stdout, /expected {2}client exits with code 3\n {4}actual {4}client exited with code 0/);
    assert.match(stdout, /1 broken in/);
    assert.equal(stderr, '');
  });

  test('judges by the scenario as it is now, and says that it has changed', async (t) => {
    const { project, record } = await recorded(t, scenarioText('a nap ends well').replace('code: 0', 'code: 3'));
    project.write(NAP, scenarioText('a nap ends well'));
    const { code, stdout, stderr } = await project.guasto(['judge', record.replace('/record.jsonl', '')]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, /^note: scenarios\/nap\.scenario\.yaml has changed since .* was recorded$/m);
  });

  test('--scenario names another file; without it a scenario that is gone is said in one line', async (t) => {
    const { project, record } = await recorded(t, scenarioText('a nap ends well'));
    renameSync(join(project.folder, NAP), join(project.folder, 'other.scenario.yaml'));
    const gone = await project.guasto(['judge', record]);
    assert.equal(gone.code, 2);
    assert.match(
      gone.stderr,
      /^guasto: .* is of the scenario scenarios\/nap\.scenario\.yaml, which is not here: .*--scenario FILE\n$/,
    );
    const named = await project.guasto(['judge', record, '--scenario', 'other.scenario.yaml']);
    assert.equal(named.code, 0, named.stdout + named.stderr);
  });

  test('what is no record is said in one line', async (t) => {
    const project = new Project(t, { 'notes.txt': 'notes\n' });
    const wrong = await project.guasto(['judge', 'notes.txt']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^guasto: notes\.txt: line 1: expected [^\n]*\n$/);
    const missing = await project.guasto(['judge', 'reports']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /^guasto: expected a record at reports, found nothing: [^\n]*\n$/);
  });
});
