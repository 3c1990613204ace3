// One run as a page to look into: the same picture as the SVG's, with zoom, every event, and its bytes. Verdicts stand in its
// text, so that they are seen where no script may run.

import { formatDurationUs } from '../../vocabulary/units.js';
import { renderPage } from './page/document.js';
import { html, NOTHING, words, type Markup } from './page/markup.js';
import { eventLines, timelineData } from './page/timeline-data.js';
import { tellMeant } from './meant-verdict.js';
import type { RunReporter } from './reporter.js';
import type { ReportPiece, RunReport } from './run-report.js';
import { titleOf } from './terminal.js';
import { visibleText } from './visible-text.js';

export const timelineHtml: RunReporter = {
  name: 'timeline-html',
  about: 'a page to look into one run',
  scope: 'run',
  fileName: 'timeline.html',
  mediaType: 'text/html',
  render: ({ runs }) => runs.map(renderTimelineHtml).join(''),
};

const LONGEST = 1_000;
const MARKS = { held: '✓', broken: '✗', inconclusive: '?', unsupported: '–' } as const;

/** A whole HTML document. */
export function renderTimelineHtml(report: RunReport): string {
  return renderPage({
    code: 'timeline',
    title: `${report.outcome}: ${report.title}`,
    body: [
      renderHead(report),
      html(
        'main',
        {},
        html(
          'section',
          { id: 'picture', 'aria-label': 'Picture' },
          html(
            'p',
            { class: 'no-script' },
            words('The picture needs this page’s script. The file timeline.svg beside this one shows it without.'),
          ),
        ),
        html(
          'aside',
          { 'aria-label': 'Verdicts and details' },
          renderVerdicts(report),
          html('section', { id: 'details' }),
        ),
      ),
      html('p', { id: 'said', class: 'unseen', 'aria-live': 'polite' }),
    ],
    data: { data: timelineData(report), events: eventLines(report) },
  });
}

function renderHead(report: RunReport): Markup {
  return html(
    'header',
    {},
    html(
      'div',
      { class: 'claim' },
      html('span', { class: `pill ${report.outcome}` }, words(report.outcome)),
      html('h1', {}, words(visibleText(titleOf(report), LONGEST))),
    ),
    html(
      'p',
      { class: 'facts' },
      factsOf(report).map((fact) => html('span', {}, words(visibleText(fact, LONGEST)))),
    ),
    report.citation === undefined ? NOTHING : renderCitation(report.citation),
    report.reason === undefined ? NOTHING : html('p', { class: 'reason' }, words(visibleText(report.reason, LONGEST))),
  );
}

const renderCitation = ({ claim, source }: NonNullable<RunReport['citation']>): Markup =>
  html(
    'p',
    { class: 'citation' },
    words(`“${visibleText(claim, LONGEST)}”`),
    html('cite', {}, words(` ${visibleText(source, LONGEST)}`)),
  );

function factsOf({ file, line, durationUs, proves, attempts, meant, startedAt, record }: RunReport): readonly string[] {
  return [
    `${file}:${line}`,
    formatDurationUs(durationUs),
    ...(proves === undefined ? [] : [`proves ${proves}`]),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
    ...(meant === undefined ? [] : [tellMeant(meant)]),
    `seed ${record.header.seed}`,
    startedAt,
    ...(record.end === undefined && record.events.length > 0 ? ['the record was cut short'] : []),
  ];
}

function renderVerdicts({ pieces, repeat, file, timeline }: RunReport): Markup {
  const drawn = new Set(timeline.brackets.map(({ piece }) => piece));
  const indexed = pieces.map((piece, index) => ({ piece, index }));
  const problems = indexed.filter(({ piece }) => piece.outcome !== 'held');
  const held = indexed.filter(({ piece }) => piece.outcome === 'held');
  return html(
    'section',
    { class: 'verdicts' },
    html('h2', {}, words('Verdicts')),
    problems.map((each) =>
      renderProblem(each, { file, isDrawn: drawn.has(each.index) || each.piece.evidence.length > 0 }),
    ),
    held.length === 0
      ? NOTHING
      : html(
          'details',
          { class: 'held', open: problems.length === 0 },
          html('summary', {}, words(`${held.length} held`)),
          html('ul', {}, held.map(renderHeld)),
        ),
    html('p', { class: 'repeat' }, words('Again: '), html('code', {}, words(visibleText(repeat, LONGEST)))),
  );
}

interface Indexed {
  readonly piece: ReportPiece;
  readonly index: number;
}

interface Place {
  readonly file: string;
  /** There is something of it in the picture. */
  readonly isDrawn: boolean;
}

function renderProblem({ piece, index }: Indexed, { file, isDrawn }: Place): Markup {
  const { outcome, expected, actual, hint, evidence } = piece;
  const row = (name: string, text: string, look: string): readonly Markup[] => [
    html('dt', {}, words(name)),
    html('dd', { class: look }, words(visibleText(text, LONGEST))),
  ];
  return html(
    'article',
    { class: `problem ${outcome}` },
    html('h3', {}, words(`${MARKS[outcome]} ${visibleText(headOf(piece), LONGEST)}`)),
    html(
      'dl',
      {},
      row('expected', expected, 'expected'),
      row('actual', actual, 'actual'),
      hint === undefined ? [] : row('hint', hint, ''),
    ),
    renderFrame(piece, file),
    evidence.length === 0
      ? NOTHING
      : html(
          'ul',
          { class: 'evidence' },
          evidence.map(({ seq, atUs, text }) =>
            html(
              'li',
              {},
              html(
                'button',
                { type: 'button', 'data-seq': seq },
                html('span', { class: 'at' }, words(`${(atUs / 1_000).toFixed(1)} ms`)),
                words(` ${visibleText(text, 300)}`),
              ),
            ),
          ),
        ),
    isDrawn
      ? html('button', { type: 'button', class: 'jump', 'data-piece': index }, words('Show in the picture'))
      : NOTHING,
  );
}

const headOf = ({ label, clause }: ReportPiece): string =>
  clause === '' || label.includes(clause) ? label : `${label}: ${clause}`;

/** The YAML lines that say so. */
function renderFrame({ frame, span }: ReportPiece, file: string): Markup {
  if (frame.length === 0) return NOTHING;
  const lines = frame.map(({ line, text }) =>
    html(
      'span',
      { class: line === span.line ? 'line here' : 'line' },
      html('b', {}, words(String(line).padStart(4))),
      words(` ${visibleText(text, 200)}\n`),
    ),
  );
  const place = span.file === file ? `line ${span.line}` : `${span.file}:${span.line}`;
  return html('pre', { class: 'yaml', tabindex: 0, 'aria-label': `scenario file, ${visibleText(place, 300)}` }, lines);
}

const renderHeld = ({ piece, index }: Indexed): Markup =>
  html(
    'li',
    {},
    html(
      'button',
      { type: 'button', 'data-piece': index },
      html('span', { class: 'tick' }, words('✓ ')),
      words(visibleText(headOf(piece), LONGEST)),
      html('span', { class: 'faint' }, words(` ${visibleText(piece.actual, 200)}`)),
    ),
  );
