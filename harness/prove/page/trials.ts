// One scenario in full: each of its trials, with what the mutant does wrong, how it differs, and where it was caught.

import { formatDurationUs } from '../../vocabulary/units.js';
import { judgementOf, type MutantTrial, type Trial } from '../proof.js';
import { MARKS, trialWords } from '../trial-words.js';
import { lines, tag, words, type Markup } from './html.js';
import type { PlacedProof } from './sections.js';

export function renderTrials({ proof, anchor }: PlacedProof): Markup {
  return tag(
    'article',
    { class: 'proof', id: anchor },
    tag(
      'header',
      {},
      tag('h3', {}, words(proof.title)),
      tag('div', { class: 'muted small mono' }, words(`${proof.file}:${proof.line}`)),
    ),
    tag(
      'table',
      { class: 'trials' },
      tag(
        'tbody',
        {},
        renderTrial(proof.control, 'control'),
        renderTrial(proof.itself, 'itself'),
        ...proof.mutants.map((trial, index) => renderMutant(trial, `${anchor}-${index}`)),
      ),
    ),
  );
}

const renderTrial = (trial: Trial, who: string): Markup => row(trial, { who: words(who) });

function renderMutant(trial: MutantTrial, id: string): Markup {
  const name = `${words(`${trial.program}: `)}${tag('span', { class: 'mono' }, words(trial.name))}`;
  const who = `${name}${tag('div', { class: 'muted small' }, words(trial.mistake))}`;
  return row(trial, { who, id, more: [renderDifference(trial)] });
}

interface RowParts {
  readonly who: Markup;
  readonly id?: string;
  readonly more?: readonly Markup[];
}

function row(trial: Trial, { who, id, more = [] }: RowParts): Markup {
  const judgement = judgementOf(trial.outcome);
  const again = (trial.attempts ?? 1) > 1 ? ` (attempt ${trial.attempts})` : '';
  const took = trial.durationUs === undefined ? '' : `${formatDurationUs(trial.durationUs)}${again}`;
  return tag(
    'tr',
    { id },
    tag('td', { class: judgement }, MARKS[judgement]),
    tag('td', { class: 'who' }, who),
    tag('td', {}, tag('div', { class: judgement }, words(trialWords(trial))), ...renderPiece(trial), ...more),
    tag('td', { class: 'took' }, words(took)),
  );
}

/** Expected and actual: also of a mutant that was caught, since they say how. */
function renderPiece({ outcome, at, folder, repeat }: Trial): readonly Markup[] {
  const isTrouble = ['wrong', 'doubtful'].includes(judgementOf(outcome));
  const facts = [
    ...(at === undefined ? [] : [['expected', at.expected] as const, ['actual', at.actual] as const]),
    ...(isTrouble && folder !== undefined ? [['picture', `${folder}/timeline.svg`] as const] : []),
    ...(isTrouble && repeat !== undefined ? [['repeat', repeat] as const] : []),
  ];
  if (facts.length === 0) return [];
  const list = tag(
    'dl',
    { class: 'small' },
    ...facts.map(([name, text]) => tag('dt', {}, name) + tag('dd', {}, words(text))),
  );
  return [list];
}

function renderDifference({ replace }: MutantTrial): Markup {
  const changed = replace.map(
    ({ from, to }) => `${tag('del', {}, lines(from.trimEnd()))}${to === '' ? '' : tag('ins', {}, lines(to.trimEnd()))}`,
  );
  return tag('details', {}, tag('summary', {}, 'how it differs'), tag('pre', {}, ...changed));
}
