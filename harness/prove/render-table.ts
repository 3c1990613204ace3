// For people at a terminal: scenario × mutant, what is not as it must be in full, and a summary.

import { createColors } from 'picocolors';
import { clipText, displayWidth, visibleText } from '../kinds/reporters/visible-text.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { countProofs, judgementOf, judgementOfProof, trialsOf } from './proof.js';
import type { Judgement, MutantTrial, Proof, Trial } from './proof.js';
import { MARKS, trialWords } from './trial-words.js';

export interface RenderProofsOptions {
  readonly colour: boolean;
}

type Colours = ReturnType<typeof createColors>;

const NAME_COLUMNS = 44;
const WORDS_COLUMNS = 70;

/** One block for each scenario: its control, itself, its mutants, each with what became of it and in how long. */
export function renderTable(proofs: readonly Proof[], { colour }: RenderProofsOptions): string {
  const colours = createColors(colour);
  const rows = proofs.map(rowsOf);
  const width = (column: 'name' | 'words'): number =>
    Math.max(0, ...rows.flat().map((row) => displayWidth(row[column])));
  const widths = { name: width('name'), words: width('words') };
  const blocks = proofs.map((proof, index) => {
    const judgement = judgementOfProof(proof);
    const head = paint(judgement, colours)(`${MARKS[judgement]} ${visibleText(proof.title, 300)}`);
    const place = colours.dim(`  ${visibleText(proof.file, 500)}:${proof.line}`);
    return [`${head}${place}`, ...(rows[index] ?? []).map((row) => renderRow(row, widths, colours))].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

interface Row {
  readonly judgement: Judgement;
  readonly name: string;
  readonly words: string;
  readonly took: string;
}

const rowsOf = ({ control, itself, mutants }: Proof): readonly Row[] => [
  rowOf('control', control),
  rowOf('itself', itself),
  ...mutants.map((trial) => rowOf(`${trial.program}: ${trial.name}`, trial)),
];

function rowOf(name: string, trial: Trial | MutantTrial): Row {
  const again = (trial.attempts ?? 1) > 1 ? ` (attempt ${trial.attempts})` : '';
  return {
    judgement: judgementOf(trial.outcome),
    name: clipText(visibleText(name), NAME_COLUMNS),
    words: clipText(visibleText(trialWords(trial)), WORDS_COLUMNS),
    took: trial.durationUs === undefined ? '' : `${formatDurationUs(trial.durationUs)}${again}`,
  };
}

function renderRow(
  { judgement, name, words, took }: Row,
  widths: { readonly name: number; readonly words: number },
  colours: Colours,
): string {
  const mark = paint(judgement, colours)(MARKS[judgement]);
  const text = judgement === 'right' ? words : paint(judgement, colours)(words);
  const line = `    ${mark} ${pad(name, widths.name)}  ${text}${' '.repeat(widths.words - displayWidth(words))}  ${colours.dim(took)}`;
  return line.trimEnd();
}

const pad = (text: string, width: number): string => `${text}${' '.repeat(Math.max(0, width - displayWidth(text)))}`;

/** Each trial that is not as it must be, with everything that is needed to understand why. Empty if there is none. */
export function renderTroubles(proofs: readonly Proof[], { colour }: RenderProofsOptions): string {
  const colours = createColors(colour);
  return proofs
    .flatMap((proof) =>
      trialsOf(proof)
        .filter(({ outcome }) => ['wrong', 'doubtful'].includes(judgementOf(outcome)))
        .map((trial) => renderTrouble(proof, trial, colours)),
    )
    .join('\n');
}

function renderTrouble(proof: Proof, trial: Trial | MutantTrial, colours: Colours): string {
  const judgement = judgementOf(trial.outcome);
  const isMutant = 'mistake' in trial;
  const who = isMutant ? `mutant ${trial.program}: ${trial.name}` : trial === proof.control ? 'control' : 'itself';
  const head = paint(judgement, colours)(`${MARKS[judgement]} ${who}: ${visibleText(trialWords(trial))}`);
  const lines = [
    head,
    `  ${visibleText(proof.title, 300)}`,
    `  ${colours.dim(`${visibleText(proof.file, 500)}:${proof.line}`)}`,
    ...(isMutant ? [`  ${colours.dim('mistake ')} ${visibleText(trial.mistake)}`] : []),
    ...detailsOf(trial, colours),
  ];
  return `${lines.join('\n')}\n`;
}

const SURVIVOR = 'expect something that only the right program does, or list another mutant';

/** What the terminal reporter says of the run, without its first line (that is the scenario's); else the piece alone. */
function detailsOf(trial: Trial, colours: Colours): readonly string[] {
  const note = (name: string, text: string): string => `  ${colours.dim(name.padEnd(8))} ${visibleText(text, 1_000)}`;
  const [, ...story] = (trial.text ?? '').trimEnd().split('\n');
  if (trial.outcome === 'survived') return [note('hint', SURVIVOR), ...whereToLook(trial, colours)];
  if (story.length > 0) return story;
  const { at, reason } = trial;
  return [
    ...(reason === undefined ? [] : [note('reason', reason)]),
    ...(at === undefined ? [] : [note('expected', at.expected), note('actual', at.actual)]),
    ...(at === undefined ? [] : [note('-->', `${at.span.file}:${at.span.line}:${at.span.column}`)]),
    ...whereToLook(trial, colours),
  ];
}

const whereToLook = ({ folder, repeat }: Trial, colours: Colours): readonly string[] => [
  ...(folder === undefined ? [] : [`  ${colours.dim('picture ')} ${visibleText(folder, 500)}/timeline.svg`]),
  ...(repeat === undefined ? [] : [`  ${colours.dim('repeat  ')} ${visibleText(repeat, 600)}`]),
];

/** `42 scenarios, 38 controls; 96 mutants: 94 caught, 1 survived, 1 broke elsewhere in 41 s`. */
export function renderProofSummary(
  proofs: readonly Proof[],
  durationUs: number,
  { colour }: RenderProofsOptions,
): string {
  const colours = createColors(colour);
  const { scenarios, controls, mutants, outcomes, broken } = countProofs(proofs);
  const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const parts = [
    [outcomes.caught, 'caught', colours.green],
    [outcomes.survived, 'survived', colours.red],
    [outcomes.elsewhere, 'broke elsewhere', colours.red],
    [broken, 'broken', colours.red],
    [outcomes.inconclusive, 'inconclusive', colours.yellow],
    [outcomes.unsupported, 'unsupported', colours.dim],
  ] as const;
  const counts = parts.filter(([count]) => count > 0).map(([count, what, colour]) => colour(`${count} ${what}`));
  const what = `${many(scenarios, 'scenario')}, ${many(controls, 'control')}, ${many(mutants, 'mutant')}`;
  // Without mutants and without trouble: every control and every scenario held.
  const nothing = scenarios === 0 ? 'nothing was run' : 'all held';
  return `${what}: ${counts.join(', ') || nothing} in ${formatDurationUs(durationUs)}`;
}

function paint(judgement: Judgement, colours: Colours): (text: string) => string {
  switch (judgement) {
    case 'right':
      return colours.green;
    case 'wrong':
      return colours.red;
    case 'doubtful':
      return colours.yellow;
    case 'skipped':
      return colours.dim;
  }
}
