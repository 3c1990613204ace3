// Every reporter over the same sample runs, held against golden files in kinds/reporters/golden. To renew them:
// GUASTO_UPDATE_GOLDEN=1.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { REPORTERS, renderRun, renderRunLine, renderTimelineSvg } from '../kinds/reporters/index.js';
import type { SuiteReport } from '../kinds/reporters/reporter.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { compileReport } from './compile-report.js';
import { hostileRun } from './samples/hostile.js';
import { lateReply } from './samples/late-reply.js';
import { restartedServer } from './samples/restart.js';
import { SampleRecord } from './samples/sample-record.js';
import { scenarioOf, spanAt, verdictOf } from './samples/sample-scenario.js';
import { cutReply, resetReply, throttledReply } from './samples/wire-faults.js';
import { parseXml } from './samples/well-formed-xml.js';

const suite: SuiteReport<RunReport> = {
  runs: [
    lateReply({ forgetsTimeout: false, attempts: 2 }),
    lateReply({ forgetsTimeout: true }),
    restartedServer(),
    unsupported(),
  ],
  startedAt: '2026-01-02T03:04:05.678Z',
  durationUs: 4_200_000,
  folder: 'reports/2026-01-02T03-04-05',
};
const hostile: SuiteReport<RunReport> = { runs: [hostileRun()], startedAt: '2026-01-02T03:04:05.678Z', durationUs: 1 };

describe('what each reporter writes', () => {
  const files: Readonly<Record<string, string>> = {
    terminal: 'terminal.txt',
    json: 'suite.json',
    junit: 'junit.xml',
    markdown: 'summary.md',
    github: 'github.txt',
    tap: 'results.tap',
  };
  for (const [name, file] of Object.entries(files)) {
    test(`${name}: ${file}`, () => {
      assertGolden(file, render(name, suite));
    });
  }
  test('terminal, in colour', () => {
    assertGolden('terminal-colour.txt', render('terminal', suite, true));
  });
  test('verdict-json of one run', () => {
    assertGolden('verdicts.json', render('verdict-json', { ...suite, runs: suite.runs.slice(1, 2) }));
  });
  test('the line of one run is the first one of its whole text', () => {
    for (const run of suite.runs) {
      assert.equal(renderRun(run, { colour: false }).split('\n')[0], renderRunLine(run, { colour: false }));
    }
  });
});

interface ElementRule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
}

/** Jenkins’ junit-10.xsd, which GitLab, Azure and others read as well: the part of it that we write. */
const JUNIT_10: Readonly<Record<string, ElementRule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { required: [], optional: ['type', 'message'], children: [] },
  error: { required: [], optional: ['type', 'message'], children: [] },
  skipped: { required: [], optional: ['type', 'message'], children: [] },
};
const SUREFIRE_TIME = /^\d+(\.\d*)?$/;

describe('JUnit XML', () => {
  for (const [name, report] of Object.entries({ suite, hostile, empty: { ...suite, runs: [] } })) {
    test(`keeps to the schema: ${name}`, () => {
      const parents: string[] = [];
      for (const { name: element, attributes, depth } of parseXml(render('junit', report))) {
        const rule = JUNIT_10[element];
        assert.ok(rule !== undefined, element);
        assert.ok(
          depth === 0 ? element === 'testsuites' : JUNIT_10[parents[depth - 1] ?? '']?.children.includes(element),
        );
        parents[depth] = element;
        const allowed = [...rule.required, ...rule.optional];
        assert.deepEqual(
          Object.keys(attributes).filter((key) => !allowed.includes(key)),
          [],
          element,
        );
        assert.deepEqual(
          rule.required.filter((key) => attributes[key] === undefined),
          [],
          element,
        );
        if (attributes['time'] !== undefined) assert.match(attributes['time'], SUREFIRE_TIME);
      }
    });
  }

  test('counts what it holds', () => {
    const [root, ...inner] = parseXml(render('junit', suite));
    const cases = inner.filter(({ name }) => name === 'testcase');
    assert.deepEqual(
      [root?.attributes['tests'], root?.attributes['failures'], root?.attributes['errors']],
      ['4', '1', '1'],
    );
    assert.equal(cases.length, 4);
  });
});

describe('annotations', () => {
  const root = '/home/ci/work';
  const fileOf = (report: SuiteReport<RunReport>): string | undefined =>
    /^::error file=([^,]*),/.exec(render('github', report))?.[1];
  const file = 'scenarios/settimeout/recv-late-reply.scenario.yaml';

  test('name files as the repository does, wherever in it guasto was run', () => {
    assert.equal(fileOf({ ...suite, repository: { root, cwd: root } }), file);
    assert.equal(fileOf({ ...suite, repository: { root, cwd: `${root}/packages/net` } }), `packages/net/${file}`);
  });

  test('name a file outside of the repository as it was named', () => {
    assert.equal(fileOf({ ...suite, repository: { root, cwd: '/somewhere/else' } }), file);
  });

  test('bring an absolute path back into the repository', () => {
    const run = lateReply({ forgetsTimeout: true });
    const moved = {
      ...run,
      pieces: run.pieces.map((piece) => ({ ...piece, span: { ...piece.span, file: `${root}/net/a.yaml` } })),
    };
    assert.equal(fileOf({ ...suite, runs: [moved], repository: { root, cwd: `${root}/other` } }), 'net/a.yaml');
  });
});

describe('the picture of a run', () => {
  const runs = {
    'late-reply-held': lateReply({ forgetsTimeout: false }),
    'late-reply-broken': lateReply({ forgetsTimeout: true }),
    cut: cutReply(),
    reset: resetReply(),
    throttled: throttledReply(),
    restart: restartedServer(),
  };
  for (const [name, run] of Object.entries(runs)) {
    test(`${name}.svg`, () => {
      const svg = renderTimelineSvg(run);
      parseXml(svg);
      assertGolden(`${name}.svg`, svg);
    });
  }

  test('is self-contained, knows light and dark, and has the verdict and the claim as its title', () => {
    const svg = renderTimelineSvg(runs['late-reply-broken']);
    assert.doesNotMatch(svg, /<(script|image|foreignObject|use)|href|url\(|@import|\son\w+=/);
    assert.match(svg, /prefers-color-scheme:\s?dark/);
    assert.match(svg, /<title>broken: recv gives up/);
  });

  test('draws an unsupported run, which has no events', () => {
    parseXml(renderTimelineSvg(unsupported()));
  });
});

function render(name: string, report: SuiteReport<RunReport>, colour = false): string {
  const kind = REPORTERS.get(name);
  assert.ok(kind, `there is a reporter ${name}`);
  return kind.render(report, { colour });
}

function unsupported(): ReturnType<typeof compileReport> {
  const file = 'scenarios/accept/half-close.scenario.yaml';
  const title = 'a half-closed connection still carries the answer';
  const scenario = scenarioOf({ title, file });
  const reason = 'the Toxiproxy at 127.0.0.1:8474 (2.12.0) turns a half-close into a full one';
  const verdicts = verdictOf([
    {
      subject: 'capability',
      label: 'half-close',
      clause: 'half-close',
      outcome: 'unsupported',
      expected: 'a Toxiproxy that forwards a FIN as a half-close',
      actual: reason,
      span: spanAt(file, 2, 8, 5),
      evidence: [],
    },
  ]);
  return compileReport({ scenario, record: new SampleRecord(file).record(title, 0), verdicts });
}

function assertGolden(name: string, actual: string): void {
  const folder = join(repositoryRoot(), 'harness/kinds/reporters/golden');
  const path = join(folder, name);
  if (process.env['GUASTO_UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, actual);
  }
  assert.equal(actual, readFileSync(path, 'utf8'));
}

function repositoryRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
