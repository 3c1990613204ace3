// The page of a whole run, as text: what it says of each scenario, and what is new. (In the report room for its samples.)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changeOf, scenarioKey, type EarlierRun, type EarlierRuns } from '../kinds/reporters/earlier-runs.js';
import { stripSvg } from '../kinds/reporters/page/strip-svg.js';
import { renderSummary, renderTimelineHtml } from '../kinds/reporters/index.js';
import { renderRunHtml } from '../kinds/reporters/run-html.js';
import type { SuiteReport } from '../kinds/reporters/reporter.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import { shownRange } from '../kinds/reporters/shown-range.js';
import { lateReply } from './samples/late-reply.js';
import { restartedServer } from './samples/restart.js';
import { resetReply } from './samples/wire-faults.js';

const broken = lateReply({ forgetsTimeout: true });
const held: RunReport = { ...restartedServer(), outcome: 'held', folder: 'reports/now/re start' };

const suite = (earlier?: EarlierRuns): SuiteReport => ({
  runs: [broken, held],
  startedAt: '2026-01-02T03:04:05.678Z',
  durationUs: 4_200_000,
  folder: 'reports/now',
  earlier,
});

const before = (run: RunReport, earlier: Partial<EarlierRun>): EarlierRuns => ({
  invocation: 'then',
  runs: new Map([
    [scenarioKey(run), { outcome: run.outcome, durationUs: run.durationUs, invocation: 'then', ...earlier }],
  ]),
});

describe('what is new since the last run', () => {
  const rows: readonly (readonly [string, RunReport, EarlierRuns | undefined, string | undefined])[] = [
    ['nothing, if nothing is known', broken, undefined, undefined],
    ['nothing, if all is as it was', broken, before(broken, {}), undefined],
    ['a verdict that got worse', broken, before(broken, { outcome: 'held' }), 'worse'],
    ['a verdict that got better', held, before(held, { outcome: 'inconclusive' }), 'better'],
    ['a scenario that did not run before', held, before(broken, {}), 'new'],
    ['a run that took three times as long, and noticeably', broken, before(broken, { durationUs: 600_000 }), 'slower'],
    ['not one that took a little longer', broken, before(broken, { durationUs: 1_500_000 }), undefined],
  ];
  for (const [claim, run, earlier, change] of rows) {
    test(claim, () => assert.equal(changeOf(run, earlier), change));
  }
});

describe('the page of a run', () => {
  test('links each scenario that left a page, relative to its own folder', () => {
    const links = [...renderRunHtml(suite()).matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    assert.deepEqual(links, ['re%20start/timeline.html']);
  });

  test('tells a problem by its own verdict: what the broken one left unproven is not broken', () => {
    const [piece, ...others] = broken.pieces.filter(({ outcome }) => outcome === 'broken');
    assert.ok(piece !== undefined && others.length > 0);
    const unproven = others.map((each) => ({ ...each, outcome: 'inconclusive' as const }));
    const page = renderRunHtml({ ...suite(), runs: [{ ...broken, pieces: [piece, ...unproven] }] });
    const looks = [...page.matchAll(/<div class="(problem [^"]*)"/g)].map(([, look]) => look);
    assert.deepEqual(looks, ['problem broken', ...unproven.map(() => 'problem inconclusive')]);
  });

  test('says what is new, and which verdict it was', () => {
    const text = renderRunHtml(suite(before(broken, { outcome: 'held' })));
    assert.match(text, /New since then/);
    assert.match(text, />worse: was held</);
    assert.match(text, />new</);
  });

  test('tells behaviour, source and machine', () => {
    const citation = { claim: 'recv gives up', source: 'Python socket, settimeout' };
    const text = renderRunHtml({ ...suite(), runs: [{ ...broken, citation }] });
    assert.match(text, /proves settimeout-bounds-recv/);
    assert.match(text, /“recv gives up” <cite>Python socket, settimeout/);
    assert.match(text, /<dt>node<\/dt><dd>20\.20\.2<\/dd>/);
    assert.match(text, /<dt>seed<\/dt><dd>7<\/dd>/);
  });

  test('says of a scenario that is wrong on purpose whether it got the verdict that it must get', () => {
    const meant = { verdict: 'broken', at: 'raises', met: true } as const;
    const report = {
      ...suite(),
      runs: [
        { ...broken, meant },
        { ...held, meant: { ...meant, met: false } },
      ],
    };
    const text = renderRunHtml(report);
    assert.match(text, /class="badge better">meant to be broken at raises, and is</);
    assert.match(text, /class="badge worse">meant to be broken at raises, and is not</);
    assert.match(renderTimelineHtml(report.runs[0] ?? broken), /<span>meant to be broken at raises, and is</);
    assert.match(
      renderSummary(report, { colour: false }),
      /^1 held, 1 broken in 4\.2 s \(wrong on purpose: 2, of which 1 as meant\)\n/,
    );
  });

  test('a strip shows each program’s calls, and where the fault was', () => {
    const svg = stripSvg(resetReply().overview?.strip ?? assert.fail('it was run'));
    for (const look of ['fault', 'life', 'call', 'raised']) assert.match(svg, new RegExp(`class="${look}"`), look);
    assert.doesNotMatch(svg, /<rect[^>]*>(?!<\/rect>)/, 'each rectangle is closed');
  });
});

describe('where something happens', () => {
  test('begins with the first step and ends before the clean-up', () => {
    for (const run of [broken, held, resetReply()]) {
      const { fromUs, untilUs } = shownRange(run.timeline);
      assert.ok(fromUs >= 0 && untilUs > fromUs);
      assert.ok(untilUs <= (run.timeline.cleanupUs ?? run.timeline.durationUs));
    }
  });

  test('is the whole run where nothing was seen', () => {
    const empty = { ...broken.timeline, lanes: [], links: [], faults: [], steps: [], brackets: [] };
    assert.deepEqual(shownRange(empty), { fromUs: 0, untilUs: empty.durationUs });
  });
});
