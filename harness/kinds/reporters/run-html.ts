// A whole invocation as one page: every scenario with its verdict, its time, its calls at a glance and what it proves; what is
// new since the last time; on which machine, and how disturbed it was.

import type { Outcome } from '../../vocabulary/outcome.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import { changeOf, scenarioKey, type Change } from './earlier-runs.js';
import { suiteDocument } from './json.js';
import type { MeasuredNoise } from './overview.js';
import { renderPage } from './page/document.js';
import { html, NOTHING, words, type Markup } from './page/markup.js';
import { renderRow, type Row } from './page/run-row.js';
import type { SuiteReport, SuiteReporter } from './reporter.js';
import { visibleText } from './visible-text.js';

export const runHtml: SuiteReporter = {
  name: 'run-html',
  about: 'a page of all runs, with links to the page of each',
  scope: 'suite',
  fileName: 'index.html',
  mediaType: 'text/html',
  render: renderRunHtml,
};

const OUTCOMES: readonly Outcome[] = ['broken', 'inconclusive', 'unsupported', 'held'];
const CHANGES: readonly (readonly [Change, string])[] = [
  ['worse', 'worse than before'],
  ['better', 'better than before'],
  ['slower', 'slower'],
  ['new', 'not run before'],
];

/** A whole HTML document. */
export function renderRunHtml(report: SuiteReport): string {
  const { outcome } = suiteDocument(report);
  const rows = report.runs.map((run): Row => ({
    run,
    change: changeOf(run, report.earlier),
    before: report.earlier?.runs.get(scenarioKey(run)),
  }));
  return renderPage({
    code: 'run',
    title: `${outcome}: ${report.runs.length} scenarios, ${report.startedAt}`,
    body: [
      renderHead(report, outcome),
      html(
        'main',
        {},
        renderNews(rows, report),
        html('div', { id: 'controls' }),
        html('ul', { id: 'rows', class: 'rows' }, rows.map(renderRow)),
        renderMachine(report),
      ),
      html('p', { id: 'said', class: 'unseen', 'aria-live': 'polite' }),
    ],
    data: {},
  });
}

function renderHead(report: SuiteReport, outcome: Outcome): Markup {
  const { counts } = suiteDocument(report);
  const seen = OUTCOMES.filter((each) => counts[each] > 0);
  return html(
    'header',
    {},
    html(
      'div',
      { class: 'claim' },
      html('span', { class: `pill ${outcome}` }, words(outcome)),
      html('h1', {}, words(`${report.runs.length} scenario${report.runs.length === 1 ? '' : 's'}`)),
    ),
    html(
      'p',
      { class: 'facts' },
      [
        report.startedAt,
        `took ${formatDurationUs(report.durationUs)}`,
        ...(report.folder === undefined ? [] : [report.folder]),
      ].map((fact) => html('span', {}, words(visibleText(fact, 300)))),
    ),
    html(
      'ul',
      { class: 'counts' },
      seen.map((each) =>
        html(
          'li',
          { class: each, 'data-outcome': each },
          html('b', {}, words(String(counts[each]))),
          words(` ${each}`),
        ),
      ),
    ),
  );
}

function renderNews(rows: readonly Row[], { earlier }: SuiteReport): Markup {
  if (earlier === undefined) return NOTHING;
  const parts = CHANGES.flatMap(([change, told]) => {
    const count = rows.filter((row) => row.change === change).length;
    return count === 0 ? [] : [html('li', { class: `badge ${change}` }, words(`${count} ${told}`))];
  });
  const since = html('h2', {}, words(`New since ${visibleText(earlier.invocation, 100)}`));
  const nothing = html('p', {}, words('Every verdict is as it was.'));
  return html('section', { class: 'news' }, since, parts.length === 0 ? nothing : html('ul', {}, parts));
}

function renderMachine({ runs }: SuiteReport): Markup {
  const overviews = runs.flatMap(({ overview }) => overview ?? []);
  const versions = new Map(overviews.flatMap(({ versions: all }) => Object.entries(all)));
  const seeds = [...new Set(overviews.map(({ seed }) => seed))];
  const facts: readonly (readonly [string, string])[] = [
    ...versions,
    ...(seeds.length === 0 ? [] : [['seed', seeds.join(', ')] as const]),
    ...noiseFacts(overviews.map(({ noise }) => noise)),
  ];
  if (facts.length === 0) return NOTHING;
  return html(
    'section',
    { class: 'machine' },
    html('h2', {}, words('Machine')),
    html(
      'dl',
      {},
      facts.flatMap(([name, value]) => [
        html('dt', {}, words(visibleText(name, 60))),
        html('dd', {}, words(visibleText(value, 200))),
      ]),
    ),
  );
}

function noiseFacts(noises: readonly MeasuredNoise[]): readonly (readonly [string, string])[] {
  const told = (values: readonly (number | undefined)[]): string | undefined => {
    const known = values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
    const most = known.at(-1);
    const middle = known[known.length >> 1];
    if (most === undefined || middle === undefined) return undefined;
    return `at most ${formatDurationUs(most)}, in half of the runs at most ${formatDurationUs(middle)}`;
  };
  const facts = [
    ['harness late', told(noises.map(({ harnessLagUs }) => harnessLagUs))],
    ['proxy late', told(noises.map(({ proxyLagUs }) => proxyLagUs))],
    ['stolen by the hypervisor', told(noises.map(({ stealUs }) => stealUs))],
  ] as const;
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}
