import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Project } from '../playwright/spec-support/project.js';
import { eventually } from '../testing/eventually.js';
import { openerFor } from './open-in-browser.js';

const run = (file: string, title: string, folder: string | undefined) => ({
  format: 'guasto-verdicts/1',
  runId: folder ?? '',
  title,
  file,
  line: 2,
  params: {},
  tags: [],
  outcome: folder === undefined ? 'unsupported' : 'held',
  ...(folder === undefined ? { reason: 'no such thing here' } : { folder }),
  startedAt: '2026-01-02T03:04:05.678Z',
  durationUs: 1,
  attempts: 1,
  seed: 1,
  repeat: '',
  verdicts: [],
  story: [],
});

const RESULTS = JSON.stringify({
  format: 'guasto-suite/1',
  startedAt: '2026-01-02T03:04:05.678Z',
  durationUs: 1,
  outcome: 'held',
  counts: { held: 2, broken: 0, inconclusive: 0, unsupported: 1 },
  runs: [
    run('scenarios/recv/late-reply.scenario.yaml', 'recv gives up', 'recv-late-reply'),
    run('scenarios/recv/cut-reply.scenario.yaml', 'recv sees the end', 'recv-cut-reply'),
    run('scenarios/accept/half-close.scenario.yaml', 'a half-close is seen', undefined),
  ],
});

const project = (t: TestContext): Project =>
  new Project(t, {
    'reports/2026-01-01T00-00-00-aaaa/index.html': '',
    'reports/2026-01-01T00-00-00-aaaa/results.json': RESULTS,
    'reports/2026-01-01T00-00-00-aaaa/recv-late-reply/timeline.html': '',
    'reports/2026-01-02T00-00-00-bbbb/index.html': '',
    'reports/2026-01-02T00-00-00-bbbb/results.json': RESULTS,
    'reports/2026-01-02T00-00-00-bbbb/recv-late-reply/timeline.html': '',
    'reports/2026-01-02T00-00-00-bbbb/recv-cut-reply/timeline.svg': '',
    'reports/2026-01-03T00-00-00-cccc/notes.txt': 'a run that was killed leaves no page',
  });

const OLD = 'reports/2026-01-01T00-00-00-aaaa';
const NEW = 'reports/2026-01-02T00-00-00-bbbb';

describe('guasto show finds', () => {
  const finds: readonly (readonly [readonly string[], string])[] = [
    [[], `${NEW}/index.html`],
    [['2026-01-01'], `${OLD}/index.html`],
    [['2026-01-01T00-00-00-aaaa'], `${OLD}/index.html`],
    [[OLD], `${OLD}/index.html`],
    [['late-reply'], `${NEW}/recv-late-reply/timeline.html`],
    [['recv-late-reply'], `${NEW}/recv-late-reply/timeline.html`],
    [['recv gives up'], `${NEW}/recv-late-reply/timeline.html`],
    [['SEES THE'], `${NEW}/recv-cut-reply/timeline.svg`],
    [['scenarios/recv/late-reply.scenario.yaml:2'], `${NEW}/recv-late-reply/timeline.html`],
    [['2026-01-01', 'late'], `${OLD}/recv-late-reply/timeline.html`],
  ];
  for (const [args, page] of finds) {
    test(`guasto show ${args.join(' ')}`, async (t) => {
      const there = project(t);
      const { code, stdout, stderr } = await there.guasto(['show', '--print', ...args]);
      assert.equal(stderr, '');
      assert.equal(stdout, `${pathToFileURL(join(there.folder, page)).href}\n`);
      assert.equal(code, 0);
    });
  }
});

describe('guasto show refuses', () => {
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [['2026-01-0'], /"2026-01-0" begins the name of 2 runs: 2026-01-02T00-00-00-bbbb, 2026-01-01T00-00-00-aaaa/],
    [['late-rply'], /there is no scenario "late-rply" in .*results\.json: did you mean "?late-reply"?\?/],
    [
      ['2026-01-02T00-00-00-bbbc'],
      /there is no run "2026-01-02T00-00-00-bbbc" in reports: did you mean "?2026-01-02T00-00-00-bbbb/,
    ],
    [['2026-01-02', 'recv'], /"recv" is in 2 scenarios of .*:\n {2}recv gives up\n {2}recv sees the end\n/],
    [['2026-01-02', 'half-close'], /"a half-close is seen" left nothing to show in .*: no such thing here/],
    [['2026-01-01', 'cut'], /"recv sees the end" left nothing to show/],
    [['2026-01-02', 'zzz'], /there is no scenario "zzz" in .*: it has late-reply, cut-reply, half-close/],
  ];
  for (const [args, expected] of refusals) {
    test(`guasto show ${args.join(' ')}`, async (t) => {
      const { code, stdout, stderr } = await project(t).guasto(['show', '--print', ...args]);
      assert.match(stderr, expected);
      assert.deepEqual([code, stdout], [2, '']);
    });
  }

  test('where nothing was run yet', async (t) => {
    const { code, stderr } = await new Project(t).guasto(['show']);
    assert.match(
      stderr,
      /^guasto: there is no report in reports: `guasto run` writes one, and --reports says where it did\n$/,
    );
    assert.equal(code, 2);
  });
});

describe('the browser', () => {
  test(
    'is opened by the desktop’s own command, once the URL is printed',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const there = project(t);
      there.write(
        'bin/xdg-open',
        `#!/bin/sh\nprintf '%s' "$1" > "${there.folder}/opened.part"\nmv "${there.folder}/opened.part" "${there.folder}/opened"\n`,
      );
      chmodSync(join(there.folder, 'bin/xdg-open'), 0o755);
      const env = { PATH: `${join(there.folder, 'bin')}:${process.env['PATH']}`, DISPLAY: ':9' };
      const { stdout } = await there.guasto(['show'], { env });
      await eventually('the URL is handed to xdg-open', () => there.has('opened'));
      assert.equal(`${there.read('opened')}\n`, stdout);
    },
  );

  const nowhere = { PATH: '/nowhere' };
  test('needs somebody who sees it', () => {
    assert.deepEqual(openerFor({ platform: 'darwin', env: {} }), ['open']);
    assert.deepEqual(openerFor({ platform: 'win32', env: {} })?.[0], 'cmd');
    assert.equal(openerFor({ platform: 'linux', env: { ...nowhere, DISPLAY: ':0' } }), undefined);
    assert.equal(openerFor({ platform: 'linux', env: { PATH: process.env['PATH'], DISPLAY: '' } }), undefined);
  });
});
