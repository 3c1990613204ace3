// Behaviour × mutant, for the behaviours of one call: a row for each behaviour, a column for each mutant that one of its
// scenarios lists. A cell holds a mark for each scenario, and leads to it.

import { formatDurationUs } from '../../vocabulary/units.js';
import { judgementOf, type Judgement, type MutantTrial, type Trial } from '../proof.js';
import { MARKS, trialWords } from '../trial-words.js';
import { tag, words, type Markup } from './html.js';
import type { BehaviourRow, PlacedProof, Section } from './sections.js';

export function renderMatrix({ rows }: Section): Markup {
  const columns = columnsOf(rows);
  const fixtures = [...new Set(columns.map(({ fixture }) => fixture))];
  const groups = fixtures.map((fixture) =>
    tag(
      'th',
      { class: 'fixture', colspan: columns.filter((column) => column.fixture === fixture).length, scope: 'colgroup' },
      words(fixture),
    ),
  );
  const heads = ['control', 'itself'].map((name) =>
    tag('th', { class: 'column', scope: 'col', rowspan: 2 }, vertical(name)),
  );
  const names = columns.map(({ name, mistake }) =>
    tag('th', { class: 'column', scope: 'col', title: mistake }, vertical(name)),
  );
  const filler = tag('th', { class: 'filler', rowspan: 2 });
  const corner = tag('th', { class: 'behaviour', scope: 'col', rowspan: 2 }, words('behaviour'));
  return tag(
    'div',
    { class: 'scroll' },
    tag(
      'table',
      { class: 'matrix' },
      tag('thead', {}, tag('tr', {}, corner, ...heads, ...groups, filler), tag('tr', {}, ...names)),
      tag('tbody', {}, ...rows.map((row) => renderRow(row, columns))),
    ),
  );
}

interface Column {
  readonly fixture: string;
  readonly name: string;
  readonly mistake: string;
}

/** By fixture, in the order in which they are met. */
function columnsOf(rows: readonly BehaviourRow[]): readonly Column[] {
  const columns = new Map<string, Column>();
  for (const { proof } of rows.flatMap((row) => row.proofs)) {
    for (const { fixture, name, mistake } of proof.mutants) {
      if (!columns.has(`${fixture} ${name}`)) columns.set(`${fixture} ${name}`, { fixture, name, mistake });
    }
  }
  const fixtures = [...new Set([...columns.values()].map(({ fixture }) => fixture))];
  return [...columns.values()].toSorted((a, b) => fixtures.indexOf(a.fixture) - fixtures.indexOf(b.fixture));
}

const vertical = (text: string): Markup => tag('span', {}, words(text));

function renderRow({ id, claim, proofs }: BehaviourRow, columns: readonly Column[]): Markup {
  const head = tag(
    'th',
    { class: 'behaviour', scope: 'row' },
    tag('span', { class: 'mono' }, words(id)),
    tag('span', { class: 'muted small' }, words(claim)),
  );
  const cells = columns.map(({ fixture, name }) =>
    renderCell(
      proofs.flatMap((placed) =>
        placed.proof.mutants.flatMap((trial, index) =>
          trial.fixture === fixture && trial.name === name
            ? [{ placed, trial, anchor: `${placed.anchor}-${index}` }]
            : [],
        ),
      ),
    ),
  );
  const own = (pick: (placed: PlacedProof) => Trial): Markup =>
    renderCell(proofs.map((placed) => ({ placed, trial: pick(placed), anchor: placed.anchor })));
  return tag(
    'tr',
    {},
    head,
    own(({ proof }) => proof.control),
    own(({ proof }) => proof.itself),
    ...cells,
    tag('td', { class: 'filler' }),
  );
}

interface Mark {
  readonly placed: PlacedProof;
  readonly trial: Trial | MutantTrial;
  readonly anchor: string;
}

const FROM_WORST: readonly Judgement[] = ['wrong', 'doubtful', 'right', 'skipped'];

function renderCell(marks: readonly Mark[]): Markup {
  const judgements = marks.map(({ trial }) => judgementOf(trial.outcome));
  const worst = FROM_WORST.find((one) => judgements.includes(one));
  const links = marks.map(({ placed, trial, anchor }) => {
    const took = trial.durationUs === undefined ? '' : ` in ${formatDurationUs(trial.durationUs)}`;
    const judgement = judgementOf(trial.outcome);
    const title = `${trialWords(trial)}${took} — ${placed.proof.title}`;
    return tag('a', { href: `#${anchor}`, class: judgement, title }, MARKS[judgement]);
  });
  return tag('td', { class: worst === undefined ? 'cell' : `cell ${worst}` }, ...links);
}
