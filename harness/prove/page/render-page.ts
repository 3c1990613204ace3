// `prove.html`: one page that needs nothing else. Figures, what is not as it must be, a matrix for each call, each scenario.

import { formatDurationUs } from '../../vocabulary/units.js';
import { countProofs, judgementOfProof, type Judgement, type Proof } from '../proof.js';
import type { ProofReport } from '../proof-document.js';
import { MARKS } from '../trial-words.js';
import { tag, words, type Markup } from './html.js';
import { renderMatrix } from './matrix.js';
import { PAGE_STYLE } from './page-style.js';
import { sectionsOf, type KnownBehaviour, type Section } from './sections.js';
import { renderTrials } from './trials.js';

/** `behaviours`: the catalogue, in its order. */
export function renderProofPage(report: ProofReport, behaviours: readonly KnownBehaviour[]): string {
  const sections = sectionsOf(report.proofs, behaviours);
  const body = [
    tag('h1', {}, 'What the scenarios prove'),
    tag('div', { class: 'muted' }, words(`${report.startedAt}, in ${formatDurationUs(report.durationUs)}`)),
    renderTiles(report.proofs),
    renderTroubles(sections),
    ...sections.map(renderSection),
    tag('h2', { id: 'scenarios' }, words('Every scenario')),
    ...sections.flatMap(({ rows }) => rows.flatMap(({ proofs }) => proofs.map(renderTrials))),
  ];
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    tag('title', {}, words(`guasto prove, ${report.startedAt}`)),
    `<style>${PAGE_STYLE}</style>`,
  ];
  return `<!doctype html>\n<html lang="en"><head>${head.join('')}</head>\n<body>\n${body.join('\n')}\n</body></html>\n`;
}

function renderTiles(proofs: readonly Proof[]): Markup {
  const { scenarios, controls, mutants, outcomes, broken } = countProofs(proofs);
  const proven = new Set(proofs.flatMap(({ proves }) => proves ?? [])).size;
  const tiles: readonly (readonly [number, string, Judgement | ''])[] = [
    [proven, 'behaviours', ''],
    [scenarios, 'scenarios', ''],
    [controls, 'controls', ''],
    [mutants, 'mutants', ''],
    [outcomes.caught, 'caught', 'right'],
    [outcomes.survived, 'survived', 'wrong'],
    [outcomes.elsewhere, 'broke elsewhere', 'wrong'],
    [broken, 'broken', 'wrong'],
    [outcomes.inconclusive, 'inconclusive', 'doubtful'],
    [outcomes.unsupported, 'unsupported', 'skipped'],
  ];
  return tag(
    'div',
    { class: 'tiles' },
    ...tiles
      .filter(([count, , judgement]) => judgement === '' || judgement === 'right' || count > 0)
      .map(([count, what, judgement]) =>
        tag('div', { class: 'tile' }, tag('b', { class: judgement }, String(count)), words(what)),
      ),
  );
}

function renderTroubles(sections: readonly Section[]): Markup {
  const placed = sections.flatMap(({ rows }) => rows.flatMap(({ proofs }) => proofs));
  const troubles = placed.filter(({ proof }) => ['wrong', 'doubtful'].includes(judgementOfProof(proof)));
  if (troubles.length === 0) return '';
  const items = troubles.map(({ proof, anchor }) => {
    const judgement = judgementOfProof(proof);
    return tag(
      'div',
      {},
      tag('a', { href: `#${anchor}`, class: judgement }, words(`${MARKS[judgement]} ${proof.title}`)),
    );
  });
  return tag('section', {}, tag('h2', {}, 'Not as it must be'), ...items);
}

const renderSection = (section: Section): Markup =>
  tag('section', { class: 'call' }, tag('h2', {}, words(section.call)), renderMatrix(section));
