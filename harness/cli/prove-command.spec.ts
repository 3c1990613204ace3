// `guasto prove` on small projects with real programs: mutants of every fate, controls that hold and that don't.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { eventually } from '../testing/eventually.js';
import { CLIENT, CLIENT_FIXTURE, lateReply, NAMED, projectWith, reported } from './spec-support/proving-project.js';

const REAL = { realEngine: true };

describe('guasto prove', () => {
  test('is content when control and scenario hold and every mutant is caught where it must', async (t) => {
    const project = projectWith(t, { late: lateReply({ mutants: NAMED.caught }) });
    const { code, stdout, stderr } = await project.guasto(['prove'], REAL);
    assert.equal(code, 0, stdout + stderr);
    assert.match(
      stdout,
      /^proving 1 scenario: 1 control, 1 mutant, in reports\/.*\n✓ recv gives up {2}scenarios\/late\.scenario\.yaml:1\n {4}✓ control +held +\d/,
    );
    assert.match(stdout, /✓ client: forgets-settimeout {2}caught at raises +\d/);
    assert.match(stdout, /\n1 scenario, 1 control, 1 mutant: 1 caught in .*\nreport: reports\/.*prove\.html\n$/);
    assert.deepEqual(reported(project), [['held', 'held', 'forgets-settimeout caught']]);
  });

  test('fails when a mutant survives, and when one breaks elsewhere, and says where', async (t) => {
    const mutants = `${NAMED.survives}, ${NAMED.elsewhere}`;
    const project = projectWith(t, { late: lateReply({ mutants }) });
    const { code, stdout } = await project.guasto(['prove'], REAL);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /✗ mutant client: greets-otherwise: survived: the scenario held\n/);
    assert.match(stdout, /mistake +says hello\n {2}hint +expect something that only the right program does/);
    assert.match(stdout, /✗ mutant client: dies: broke at call recv by client, not at await exit\n/);
    assert.match(stdout, /repeat +npx guasto prove scenarios\/late\.scenario\.yaml:1 --mutant dies\n/);
    assert.deepEqual(reported(project), [['held', 'held', 'greets-otherwise survived', 'dies elsewhere']]);
  });

  test('fails when the control breaks: then it is not the fault that the scenario shows', async (t) => {
    const project = projectWith(t, { late: lateReply() });
    project.write('fixtures/client/client.py', `${CLIENT}sys.exit(1)\n`);
    const { code, stdout } = await project.guasto(['prove'], REAL);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /✗ control: broken at await exit client\n/);
    assert.match(stdout, / expected +client exits with code 0 within 8 s\n +actual +client exited with code 1/);
    assert.deepEqual(reported(project), [['broken', 'held']]);
  });

  test('holds a control to what the scenario says of it, or runs none with its reason', async (t) => {
    const project = projectWith(t, {
      none: lateReply({ more: 'control: { none: "this needs no control" }\n' }),
      own: lateReply({ more: 'control: [{ call: { by: client, name: recv }, returns: ok }]\n' }),
      wrong: lateReply({ more: 'control: [{ call: { by: client, name: recv }, raises: TimeoutError }]\n' }),
    });
    const { code, stdout } = await project.guasto(['prove'], REAL);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /- control +none: this needs no control\n/);
    assert.match(stdout, /✗ control: broken at raises\n/);
    assert.deepEqual(reported(project), [
      ['none', 'held'],
      ['held', 'held'],
      ['broken', 'held'],
    ]);
  });

  test('repeats what is inconclusive alone, at most twice, and then says so', async (t) => {
    // It holds no byte back, for the toxic never draws: no receipt.
    const project = projectWith(t, {
      late: lateReply({ inject: 'latency: 900ms, toxicity: 0' })
        .replace('raises: TimeoutError', 'returns: ok')
        .replace('code: 1', 'code: 0'),
    });
    const { code, stdout } = await project.guasto(['prove'], REAL);
    assert.equal(code, 3, stdout);
    assert.match(stdout, /\? itself +inconclusive at latency.* \(attempt 3\)/);
    assert.deepEqual(reported(project), [['held', 'inconclusive']]);
  });

  test('--mutant runs that one with its scenario; one that nobody lists is a mistake', async (t) => {
    const project = projectWith(t, {
      late: lateReply({ mutants: `${NAMED.caught}, ${NAMED.survives}` }),
      other: lateReply(),
    });
    const { code, stdout } = await project.guasto(['prove', '--mutant', 'forgets-settimeout'], REAL);
    assert.equal(code, 0, stdout);
    assert.deepEqual(reported(project), [['held', 'held', 'forgets-settimeout caught']]);
    const unknown = await project.guasto(['prove', '--mutant', 'forgets-setimeout']);
    assert.equal(unknown.code, 2);
    assert.equal(
      unknown.stderr,
      'guasto: there is no mutant "forgets-setimeout" in these scenarios: did you mean "forgets-settimeout"?\n',
    );
  });

  test('--list says what would be run, and runs nothing', async (t) => {
    const project = projectWith(t, { late: lateReply({ mutants: NAMED.caught }) });
    const { code, stdout } = await project.guasto(['prove', '--list']);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      'recv gives up  scenarios/late.scenario.yaml:1\n    control\n    client: forgets-settimeout  must break at raises\n',
    );
    assert.equal(project.has('reports'), false);
  });

  test('-g chooses scenarios; one that fits none, or is no expression, is a mistake', async (t) => {
    const project = projectWith(t, { late: lateReply() });
    assert.match((await project.guasto(['prove', '--list', '-g', 'LATE'])).stdout, /recv gives up/);
    const none = await project.guasto(['prove', '-g', 'elephants']);
    assert.deepEqual(
      [none.code, none.stderr],
      [2, 'guasto: there is no scenario whose title, file or tags match elephants\n'],
    );
    assert.match((await project.guasto(['prove', '-g', '('])).stderr, /^guasto: --grep: Invalid regular expression/);
  });

  test('shows the author’s mistakes, in scenarios and in the catalogue, and runs nothing', async (t) => {
    const project = projectWith(t, { late: lateReply().replace('recv-timeout-raises', 'recv-timout-raises') });
    const { code, stderr } = await project.guasto(['prove']);
    assert.equal(code, 2);
    assert.match(stderr, /nothing was run\n\nscenarios\/late\.scenario\.yaml:2:9 error there is no behaviour/);
    project.write('scenarios/late.scenario.yaml', lateReply());
    project.write('behaviours/ping/ping-is-answered.yaml', 'claim: x\n');
    const own = await project.guasto(['prove']);
    assert.equal(own.code, 2);
    assert.match(own.stderr, /behaviours\/ping\/ping-is-answered\.yaml:1:1 error a behaviour lacks/);
  });

  test('a record of a mutant is judged again as one', async (t) => {
    const project = projectWith(t, { late: lateReply({ mutants: NAMED.caught }) });
    await project.guasto(['prove'], REAL);
    const [run = ''] = project.list('reports');
    const judged = await project.guasto(['judge', join('reports', run, 'late.client-forgets-settimeout')]);
    assert.equal(judged.code, 1, judged.stderr);
    assert.match(judged.stdout, /✗ recv gives up \(with client: forgets-settimeout\)/);
    const control = await project.guasto(['judge', join('reports', run, 'late.control')]);
    assert.equal(control.code, 0, control.stdout);
  });

  test('ends everything when it is interrupted, without a report, with 130', async (t) => {
    const project = projectWith(t, {
      late: lateReply({ inject: 'latency: 60s' }).replace('within: 8s', 'within: 50s'),
    });
    project.write('fixtures/client/client.py', CLIENT.replace('0.3', '40'));
    project.write('fixtures/client/fixture.yaml', CLIENT_FIXTURE.slice(0, CLIENT_FIXTURE.indexOf('mutants:')));
    const records = ['late', 'late.control'];
    const isWaiting = (): boolean => {
      const [run = ''] = project.has('reports') ? project.list('reports') : [];
      const path = join('reports', run, 'late/record.jsonl');
      return project.has(path) && /"name":"recv".*\n/.test(project.read(path));
    };
    const { code, stdout, stderr } = await project.guasto(['prove'], {
      ...REAL,
      interruptAfter: async () => await eventually('the client waits in recv', isWaiting, 60_000),
    });
    // Far less than the 40 s that the client would wait.
    assert.equal(code, 130, stderr);
    assert.match(stdout, /^proving 1 scenario: 1 control, 0 mutants, in reports\/.*\n$/);
    const [run = ''] = project.list('reports');
    assert.deepEqual(project.list(join('reports', run)), records);
  });
});
