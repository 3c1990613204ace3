// Whatever a program, a name or a file says, no reporter lets it lead a terminal, a parser or a reader astray.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { REPORTERS } from '../kinds/reporters/index.js';
import type { SuiteReport } from '../kinds/reporters/reporter.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { HOSTILE, hostileRun } from './samples/hostile.js';
import { parseXml } from './samples/well-formed-xml.js';

const hostile: SuiteReport<RunReport> = { runs: [hostileRun()], startedAt: '2026-01-02T03:04:05.678Z', durationUs: 1 };

describe('hostile content', () => {
  test('leaves XML well-formed', () => {
    parseXml(render('junit', hostile));
    const elements = parseXml(render('timeline-svg', hostile));
    assert.deepEqual(
      elements.filter(({ name }) => ['script', 'img', 'b'].includes(name)),
      [],
    );
  });

  test('leaves no control character but the line break in any text', () => {
    for (const name of REPORTERS.keys()) {
      const text = render(name, hostile);
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      const found = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e]|[\ud800-\udbff](?![\udc00-\udfff])/.exec(
        text,
      );
      assert.equal(
        found,
        null,
        `${name}: ${JSON.stringify(text.slice((found?.index ?? 0) - 40, (found?.index ?? 0) + 10))}`,
      );
    }
  });

  test('comes back from JSON as it was', () => {
    const document = JSON.parse(render('json', hostile)) as { runs: { title: string }[] };
    assert.equal(document.runs[0]?.title, HOSTILE.join(' \n '));
  });

  test('makes no second workflow command', () => {
    const lines = render('github', hostile).trimEnd().split('\n');
    assert.equal(lines.length, 1);
    assert.equal(lines.filter((line) => line.startsWith('::error file=scenarios/')).length, 1);
  });

  test('makes no HTML, no mention and no end of the fence in Markdown', () => {
    const text = render('markdown', hostile);
    const fence = /\n(`{3,})text\n([\s\S]*)\n\1\n/.exec(text);
    assert.ok(fence);
    assert.doesNotMatch(text.replace(fence[0], ''), /<(script|img)|@everyone|[^\\]\]\(/);
    assert.doesNotMatch(fence[2] ?? '', new RegExp(`^${fence[1]}`, 'm'));
  });

  test('makes no second test point and no directive in TAP', () => {
    const points = render('tap', hostile)
      .split('\n')
      .filter((line) => /^(not )?ok/.test(line));
    assert.equal(points.length, 1);
    assert.doesNotMatch(points[0] ?? '', /(?<!\\)#/);
  });

  test('is cut: two megabytes of output on one line make no big report', () => {
    for (const name of REPORTERS.keys()) {
      const sizeBytes = Buffer.byteLength(render(name, hostile));
      // A page holds its script, which is as long for every run.
      const most = name === 'timeline-html' ? 250_000 : 100_000;
      assert.ok(sizeBytes < most, `${name} has ${sizeBytes} bytes`);
    }
  });
});

function render(name: string, report: SuiteReport<RunReport>): string {
  const kind = REPORTERS.get(name);
  assert.ok(kind, `there is a reporter ${name}`);
  return kind.render(report, { colour: false });
}
