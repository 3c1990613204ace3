// One scenario in the page of a whole run.

import { basename, dirname } from 'node:path/posix';
import { formatDurationUs } from '../../../vocabulary/units.js';
import type { Change, EarlierRun } from '../earlier-runs.js';
import { tellMeant } from '../meant-verdict.js';
import type { RunSummary } from '../run-report.js';
import { titleOf } from '../terminal.js';
import { visibleText } from '../visible-text.js';
import { html, NOTHING, words, type Markup } from './markup.js';
import { stripSvg } from './strip-svg.js';

export interface Row {
  readonly run: RunSummary;
  readonly change: Change | undefined;
  readonly before: EarlierRun | undefined;
}

const LONGEST = 500;
export const MARKS = { held: '✓', broken: '✗', inconclusive: '?', unsupported: '–' } as const;

/** What the script groups, filters and searches by stands in data attributes. */
export function renderRow({ run, change, before }: Row): Markup {
  const { outcome, proves, file } = run;
  const titled = visibleText(titleOf(run), LONGEST);
  const data = {
    'data-outcome': outcome,
    'data-change': change ?? '',
    'data-folder': visibleText(dirname(file), LONGEST),
    'data-behaviour': visibleText(proves ?? 'no behaviour of the catalogue', LONGEST),
  };
  const href = pageOf(run);
  return html(
    'li',
    { class: `row ${outcome}`, ...data },
    html('span', { class: `mark ${outcome}`, title: outcome }, words(MARKS[outcome])),
    html('span', { class: 'unseen' }, words(`${outcome}: `)),
    html(
      'div',
      { class: 'what' },
      href === undefined
        ? html('span', { class: 'title' }, words(titled))
        : html('a', { class: 'title', href }, words(titled)),
      changeBadge(change, before),
      meantBadge(run),
      html(
        'div',
        { class: 'about' },
        aboutOf(run).map((part) => html('span', {}, words(visibleText(part, LONGEST)))),
      ),
      citationOf(run),
      problemsOf(run),
    ),
    html('div', { class: 'calls' }, run.overview === undefined ? NOTHING : stripSvg(run.overview.strip)),
    html('span', { class: 'time' }, words(formatDurationUs(run.durationUs))),
  );
}

/** Each run's folder lies in the folder of the invocation, where this page is. */
const pageOf = ({ folder }: RunSummary): string | undefined =>
  folder === undefined ? undefined : `${encodeURIComponent(basename(folder.replaceAll('\\', '/')))}/timeline.html`;

function changeBadge(change: Change | undefined, before: EarlierRun | undefined): Markup {
  if (change === undefined) return NOTHING;
  const was =
    before === undefined
      ? ''
      : change === 'slower'
        ? `: ${formatDurationUs(before.durationUs)} before`
        : `: was ${before.outcome}`;
  const title = before === undefined ? 'not in earlier runs' : `in ${before.invocation}`;
  return html('span', { class: `badge ${change}`, title }, words(`${change}${was}`));
}

function meantBadge({ meant }: RunSummary): Markup {
  if (meant === undefined) return NOTHING;
  return html('span', { class: `badge ${meant.met ? 'better' : 'worse'}` }, words(visibleText(tellMeant(meant), 200)));
}

function aboutOf({ file, line, proves, attempts, tags }: RunSummary): readonly string[] {
  return [
    `${file}:${line}`,
    ...(proves === undefined ? [] : [`proves ${proves}`]),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
    ...tags,
  ];
}

function citationOf({ citation }: RunSummary): Markup {
  if (citation === undefined) return NOTHING;
  return html(
    'div',
    { class: 'citation' },
    words(`“${visibleText(citation.claim, LONGEST)}” `),
    html('cite', {}, words(visibleText(citation.source, LONGEST))),
  );
}

const MOST_PROBLEMS = 3;

function problemsOf({ pieces, reason, outcome }: RunSummary): Markup {
  if (outcome === 'unsupported')
    return html('div', { class: 'problem' }, words(visibleText(reason ?? 'unsupported here', LONGEST)));
  const problems = pieces.filter((piece) => piece.outcome !== 'held');
  const told = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ label, outcome: its, expected, actual }) =>
      html(
        'div',
        { class: `problem ${its}` },
        html('b', {}, words(visibleText(label, 200))),
        words(': expected '),
        html('span', { class: 'expected' }, words(visibleText(expected, LONGEST))),
        words(', saw '),
        html('span', { class: 'actual' }, words(visibleText(actual, LONGEST))),
      ),
    );
  const more = problems.length - told.length;
  return [...told, more > 0 ? html('div', { class: 'problem' }, words(`and ${more} more`)) : NOTHING].join(
    '',
  ) as Markup;
}
