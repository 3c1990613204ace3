// Two runs side by side as one HTML file: the pictures, then what is different. No script.

import { CHANGE_MARKS, secondText, sideText, summaryOfDiff, whatOf, withContext } from './render-diff.js';
import type { CallRow, RunDiff, TextChange, ThreadDiff } from './compare-runs.js';
import { html, NOTHING, verbatim, words, type Markup } from '../../kinds/reporters/page/markup.js';
import { visibleText } from '../../kinds/reporters/visible-text.js';
import { formatDurationUs } from '../../vocabulary/units.js';

export interface DiffPageSide {
  readonly name: string;
  /** Text of timeline.svg; undefined where there is none. */
  readonly picture: string | undefined;
}

const LONGEST = 600;

/** A whole HTML document. `diffs`: one for each scenario. */
export function renderDiffPage(
  diffs: readonly { readonly diff: RunDiff; readonly sides: readonly [DiffPageSide, DiffPageSide] }[],
): string {
  const title = diffs.length === 1 ? `diff: ${diffs[0]?.diff.title ?? ''}` : `diff of ${diffs.length} scenarios`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  const head = html(
    'head',
    {},
    html('meta', { charset: 'utf-8' }),
    html('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    html('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    html('meta', { name: 'color-scheme', content: 'light dark' }),
    html('title', {}, words(visibleText(title, 300))),
    html('style', {}, verbatim(STYLE)),
  );
  const body = html(
    'body',
    {},
    html(
      'main',
      {},
      diffs.map(({ diff, sides }) => renderSection(diff, sides)),
    ),
  );
  return `<!doctype html>\n${html('html', { lang: 'en' }, head, body)}\n`;
}

function renderSection(diff: RunDiff, sides: readonly [DiffPageSide, DiffPageSide]): Markup {
  const threads = diff.threads.filter(({ rows }) => rows.length > 0);
  return html(
    'section',
    {},
    html('h1', {}, say(diff.title)),
    html('p', { class: diff.isSame ? 'same' : 'different' }, say(summaryOfDiff(diff))),
    diff.notes.map((note) => html('p', { class: 'note' }, say(note))),
    html(
      'div',
      { class: 'sides' },
      ([0, 1] as const).map((index) => renderSide(diff, sides[index], index)),
    ),
    renderTexts('Verdicts', diff.verdicts),
    renderTexts('Ends of programs', diff.ends),
    threads.map(renderThread),
  );
}

function renderSide({ title, outcomes, durationsUs }: RunDiff, { name, picture }: DiffPageSide, index: 0 | 1): Markup {
  const letter = index === 0 ? 'A' : 'B';
  const outcome = outcomes[index];
  const took = durationsUs[index];
  const facts = [outcome ?? 'a record alone', ...(took === undefined ? [] : [formatDurationUs(took)])].join(', ');
  return html(
    'figure',
    {},
    html(
      'figcaption',
      {},
      html('b', {}, words(`${letter} `)),
      say(name),
      html('span', { class: outcome ?? '' }, words(` ${facts}`)),
    ),
    picture === undefined
      ? html('p', { class: 'none' }, words('no picture'))
      : html('img', {
          // In an img nothing of it can run.
          src: `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`,
          alt: `Timeline of ${letter}: ${visibleText(title, 200)}`,
        }),
  );
}

function renderTexts(name: string, changes: readonly TextChange[]): Markup {
  if (changes.length === 0) return NOTHING;
  return renderTable(
    name,
    changes.map(({ what, a, b }) => {
      const change = a === undefined ? 'added' : b === undefined ? 'gone' : 'changed';
      return { change, cells: [what, a ?? '', b ?? ''] };
    }),
  );
}

const renderThread = ({ who, rows }: ThreadDiff): Markup =>
  renderTable(`Calls of ${who}`, withContext(rows).map(rowOf));

function rowOf(row: ReturnType<typeof withContext>[number]): Row {
  if ('alike' in row) return { change: 'same', cells: [`… ${row.alike} alike`, '', ''] };
  const { change, a } = row;
  return { change, cells: [whatOf(row), sideText(a), secondText(row)] };
}

interface Row {
  readonly change: CallRow['change'];
  readonly cells: readonly [string, string, string];
}

function renderTable(name: string, rows: readonly Row[]): Markup {
  const column = (text: string): Markup => html('th', { scope: 'col' }, words(text));
  return html(
    'table',
    {},
    html('caption', {}, say(name)),
    html('thead', {}, html('tr', {}, column(''), column(''), column('A'), column('B'))),
    html(
      'tbody',
      {},
      rows.map(({ change, cells: [what, a, b] }) =>
        html(
          'tr',
          { class: change },
          html('td', { title: change }, words(CHANGE_MARKS[change])),
          html('th', { scope: 'row' }, say(what)),
          html('td', {}, say(a)),
          html('td', {}, say(b)),
        ),
      ),
    ),
  );
}

const say = (text: string): Markup => words(visibleText(text, LONGEST));

const STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#1f2328;--muted:#59636e;--rule:#d8dee4;--gone:#b42318;--gone-soft:#ffebe9;
--added:#1a7f37;--added-soft:#dafbe1;--changed:#8250df;--changed-soft:#fbefff;--moved:#7d4e00;--moved-soft:#fff8c5}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--muted:#9198a1;--rule:#2b323b;--gone:#ff7b72;
--gone-soft:#3a1a1d;--added:#3fb950;--added-soft:#12301b;--changed:#bc8cff;--changed-soft:#271b3d;--moved:#d29922;
--moved-soft:#2e2509}}
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.45 ui-sans-serif,system-ui,"Segoe UI",sans-serif}
main{max-width:1500px;margin:0 auto;padding:24px}
section+section{border-top:2px solid var(--rule);margin-top:48px}
h1{font-size:22px;margin:16px 0 4px}.same,.note,.none{color:var(--muted)}.different{font-weight:600}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr));gap:16px}
figure{margin:0;min-width:0}figcaption{margin:8px 0}img{width:100%;height:auto;border:1px solid var(--rule);border-radius:6px}
figcaption span{color:var(--muted)}figcaption .broken{color:var(--gone)}figcaption .held{color:var(--added)}
table{border-collapse:collapse;width:100%;margin-top:24px;table-layout:fixed}
caption{text-align:left;font-weight:600;font-size:16px;padding:4px 0}
th,td{text-align:left;vertical-align:top;padding:3px 8px;border-bottom:1px solid var(--rule);font-weight:400;
font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px;overflow-wrap:anywhere}
thead th{color:var(--muted)}tr>:first-child{width:2em;text-align:center}
.gone td,.gone th{background:var(--gone-soft)}.gone td:first-child{color:var(--gone)}
.added td,.added th{background:var(--added-soft)}.added td:first-child{color:var(--added)}
.changed td,.changed th{background:var(--changed-soft)}.changed td:first-child{color:var(--changed)}
.moved td,.moved th{background:var(--moved-soft)}.moved td:first-child{color:var(--moved)}
`;
