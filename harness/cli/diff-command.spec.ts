import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { renderVerdictJson } from '../kinds/reporters/index.js';
import { suiteDocument } from '../kinds/reporters/json.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { toJson } from '../kinds/reporters/verdicts-document.js';
import { Project } from '../playwright/spec-support/project.js';
import { endLine, eventLine, headerLine } from '../record/json-lines.js';
import { lateReply } from '../report/samples/late-reply.js';
import { restartedServer } from '../report/samples/restart.js';

const held = lateReply({ forgetsTimeout: false });
const broken = lateReply({ forgetsTimeout: true });

/** The folder of an invocation, as `guasto run` leaves it. */
function writeInvocation(project: Project, name: string, runs: Readonly<Record<string, RunReport>>): void {
  const folder = `reports/${name}`;
  const written = Object.entries(runs).map(([own, run]) => ({ ...run, folder: `${folder}/${own}` }));
  project.write(
    `${folder}/results.json`,
    toJson(suiteDocument({ runs: written, startedAt: held.startedAt, durationUs: 1, folder })),
  );
  for (const run of written) {
    const { header, events, end } = run.record;
    const lines = [headerLine(header), ...events.map(eventLine), ...(end === undefined ? [] : [endLine(end)])];
    project.write(`${run.folder}/record.jsonl`, lines.join(''));
    project.write(`${run.folder}/verdicts.json`, renderVerdictJson(run));
    project.write(`${run.folder}/timeline.svg`, '<svg xmlns="http://www.w3.org/2000/svg"/>');
  }
}

function project(t: TestContext): Project {
  const made = new Project(t);
  writeInvocation(made, '2026-01-01T00-00-00-aaaa', { 'recv-late-reply': held, rebind: restartedServer() });
  writeInvocation(made, '2026-01-02T00-00-00-bbbb', { 'recv-late-reply': held, rebind: restartedServer() });
  writeInvocation(made, '2026-01-03T00-00-00-cccc', { 'recv-late-reply': broken });
  return made;
}

describe('guasto diff', () => {
  test('0: two runs that are the same', async (t) => {
    const { code, stdout } = await project(t).guasto(['diff', '2026-01-01', '2026-01-02']);
    assert.equal(stdout, '0 of 2 scenarios differ\n');
    assert.equal(code, 0);
  });

  test('1: two runs: what is new, then each scenario that differs, side by side', async (t) => {
    const { code, stdout } = await project(t).guasto(['diff', '2026-01-02', '2026-01-03']);
    assert.match(stdout, /^− only in A: [^\n]*\n≠ held → broken: recv gives up[^\n]*\n\nrecv gives up/);
    assert.match(stdout, /\n {2}≠ recv\(1024\) +TimeoutError, 500\.6 ms +4 B, 2 s\n/);
    assert.match(stdout, /\n1 of 1 scenarios differ, 2 in their verdict or by being there\n$/);
    assert.equal(code, 1);
  });

  test('one scenario of two runs, with a page', async (t) => {
    const there = project(t);
    const args = ['diff', '2026-01-02', '2026-01-03', 'recv-late-reply', '--html', 'diff.html'];
    const { code, stdout } = await there.guasto(args);
    assert.match(stdout, /^recv gives up[^\n]*\n {2}A {2}2026-01-02T00-00-00-bbbb\/recv-late-reply {2}held/);
    assert.match(stdout, /page: diff\.html\n$/);
    assert.match(
      there.read('diff.html'),
      /^<!doctype html>[^]*data:image\/svg\+xml;base64,[^]*TimeoutError, 500\.6 ms/,
    );
    assert.equal(code, 1);
  });

  test('two records, by file or by folder, without verdicts too', async (t) => {
    const there = project(t);
    const [a, b] = ['reports/2026-01-02T00-00-00-bbbb/recv-late-reply', 'b.jsonl'];
    there.write(b, there.read('reports/2026-01-03T00-00-00-cccc/recv-late-reply/record.jsonl'));
    const { code, stdout } = await there.guasto(['diff', a, b]);
    assert.match(stdout, /\n {2}B {2}b\.jsonl {37,}a record alone\n/);
    assert.match(stdout, /− settimeout\(0\.5\)/);
    assert.equal(code, 1);
    assert.equal((await there.guasto(['diff', a, join(a, 'record.jsonl')])).code, 0);
  });

  test('says where only the results were kept: then the verdicts alone are the same', async (t) => {
    const there = project(t);
    there.write('kept/results.json', there.read('reports/2026-01-02T00-00-00-bbbb/results.json'));
    const { code, stdout, stderr } = await there.guasto(['diff', '2026-01-01', 'kept']);
    assert.equal(stderr, 'note: of 2 scenarios the folder of a run is not there: only the verdicts were compared\n');
    assert.equal(stdout, '0 of 0 scenarios differ\n');
    assert.equal(code, 0);
  });

  test('2: verdicts that are damaged, and a page that can’t be written, in one line each', async (t) => {
    const there = project(t);
    const unwritable = await there.guasto(['diff', '2026-01-01', '2026-01-03', '--html', 'no/such/diff.html']);
    assert.equal(unwritable.stderr, "guasto: --html: can't write no/such/diff.html: there is no such folder\n");
    there.write('reports/2026-01-01T00-00-00-aaaa/rebind/verdicts.json', '{');
    const damaged = await there.guasto(['diff', '2026-01-01', '2026-01-02']);
    assert.match(damaged.stderr, /^guasto: \S+rebind\/verdicts\.json is damaged: [^\n]*\n$/);
    assert.deepEqual([unwritable.code, damaged.code], [2, 2]);
  });

  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [['diff', '2026-01-01'], /missing required argument 'b'/],
    [['diff', '2026-01-01', '2027'], /there is no run "2027" in reports/],
    [['diff', '2026-01-01', '2026-01-03', 'rebind'], /there is no scenario "rebind" in \S+cccc\/results\.json/],
    [
      ['diff', '2026-01-01', 'reports/2026-01-02T00-00-00-bbbb/rebind'],
      /expected two runs or two records, found one of each: name the scenario too, or the other record/,
    ],
  ];
  for (const [args, expected] of refusals) {
    test(`2: guasto ${args.join(' ')}`, async (t) => {
      const { code, stdout, stderr } = await project(t).guasto(args);
      assert.match(stderr, expected);
      assert.deepEqual([code, stdout], [2, '']);
    });
  }
});
