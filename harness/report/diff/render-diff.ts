// Two runs side by side, for people at a terminal.

import { createColors } from 'picocolors';
import type { CallEntry } from './call-entry.js';
import {
  countChange,
  type CallRow,
  type Change,
  type RunDiff,
  type TextChange,
  type ThreadDiff,
} from './compare-runs.js';
import { clipText, displayWidth, visibleText } from '../../kinds/reporters/visible-text.js';
import { formatDurationUs } from '../../vocabulary/units.js';

type Colours = ReturnType<typeof createColors>;

export interface RenderDiffOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Of the two sides, as the user named them. */
  readonly names: readonly [string, string];
}

export const CHANGE_MARKS: Readonly<Record<Change, string>> = {
  same: ' ',
  gone: '−',
  added: '+',
  changed: '≠',
  moved: '~',
};
/** So many rows that are alike are shown around one that is not. */
const CONTEXT = 1;
const LEAST_WIDTH = 72;

/** Ends with a line break. */
export function renderDiff(diff: RunDiff, options: RenderDiffOptions): string {
  const colours = createColors(options.colour);
  const columns = columnsOf(Math.max(LEAST_WIDTH, options.width));
  const changed = diff.threads.filter(({ rows }) => rows.some(({ change }) => change !== 'same'));
  const blocks = [
    renderHead(diff, options, colours),
    ...(diff.verdicts.length === 0 ? [] : [renderTexts('verdicts', diff.verdicts, columns, colours)]),
    ...(diff.ends.length === 0 ? [] : [renderTexts('ends of programs', diff.ends, columns, colours)]),
    ...changed.map((thread) => renderThread(thread, columns, colours)),
    [summaryOfDiff(diff)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** `2 calls changed, 1 moved`; what explains a move that is not told. */
export function summaryOfDiff(diff: RunDiff): string {
  const bound = `beyond ${formatDurationUs(diff.noise.allowanceUs)} and ${diff.noise.part * 100} % a duration has moved (${diff.noise.text})`;
  if (diff.isSame) return `the same: ${bound}`;
  const counts = [
    ...(diff.verdicts.length === 0 ? [] : [many(diff.verdicts.length, 'verdict')]),
    ...(diff.ends.length === 0 ? [] : [many(diff.ends.length, 'end')]),
    ...(['changed', 'added', 'gone', 'moved'] as const).flatMap((change) => {
      const count = countChange(diff, change);
      return count === 0 ? [] : [`${many(count, 'call')} ${change}`];
    }),
  ];
  return `different: ${counts.length === 0 ? 'the verdict' : counts.join(', ')}; ${bound}`;
}

interface Columns {
  readonly what: number;
  readonly side: number;
}

/** Mark and gaps take eight. */
function columnsOf(width: number): Columns {
  const what = Math.floor((width - 8) * 0.36);
  return { what, side: Math.floor((width - 8 - what) / 2) };
}

function renderHead(
  { title, outcomes, durationsUs, notes }: RunDiff,
  { names }: RenderDiffOptions,
  colours: Colours,
): string[] {
  const widest = Math.max(...names.map((name) => displayWidth(visibleText(name))));
  const side = (letter: 'A' | 'B', index: 0 | 1): string => {
    const outcome = outcomes[index] ?? 'a record alone';
    const took = durationsUs[index];
    const words = [
      pad(visibleText(names[index]), widest),
      outcome,
      ...(took === undefined ? [] : [formatDurationUs(took)]),
    ];
    return `  ${letter}  ${words.join('  ')}`;
  };
  return [
    colours.bold(visibleText(title, 300)),
    side('A', 0),
    side('B', 1),
    ...notes.map((note) => colours.yellow(`  note: ${visibleText(note, 200)}`)),
  ];
}

function renderTexts(name: string, changes: readonly TextChange[], columns: Columns, colours: Colours): string[] {
  return [
    colours.bold(headOf(name, columns)),
    ...changes.map(({ what, a = '', b = '' }) => {
      const change = a === '' ? 'added' : b === '' ? 'gone' : 'changed';
      return paint(change, colours)(rowText({ mark: CHANGE_MARKS[change], what, a, b }, columns));
    }),
  ];
}

function renderThread({ who, rows }: ThreadDiff, columns: Columns, colours: Colours): string[] {
  return [
    colours.bold(headOf(who, columns)),
    ...withContext(rows).map((row) =>
      'alike' in row ? colours.dim(`    ⋮ ${row.alike} alike`) : renderCall(row, columns, colours),
    ),
  ];
}

/** The rows that are not alike, with those around them; how many others there are between. */
export function withContext(rows: readonly CallRow[]): readonly (CallRow | { readonly alike: number })[] {
  const told: (CallRow | { alike: number })[] = [];
  for (const [index, row] of rows.entries()) {
    const around = rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1);
    const last = told.at(-1);
    if (around.some(({ change }) => change !== 'same')) told.push(row);
    else if (last !== undefined && 'alike' in last) last.alike += 1;
    else told.push({ alike: 1 });
  }
  return told;
}

function renderCall(row: CallRow, columns: Columns, colours: Colours): string {
  const { change, a } = row;
  const text = rowText({ mark: CHANGE_MARKS[change], what: whatOf(row), a: sideText(a), b: secondText(row) }, columns);
  return paint(change, colours)(text);
}

/** `4 B, 2 s (+1.5 s)` */
export function secondText({ change, a, b }: CallRow): string {
  if (change !== 'moved' || a?.durationUs === undefined || b?.durationUs === undefined) return sideText(b);
  return `${sideText(b)} ${signed(b.durationUs - a.durationUs)}`;
}

/** `recv(1024)`; both where the two were called in another way. */
export function whatOf({ change, a, b }: CallRow): string {
  const [one, other] = [a?.invocation, b?.invocation];
  if (change === 'changed' && one !== other) return `${one} / ${other}`;
  return one ?? other ?? '';
}

/** `4 B, 2 s` */
export function sideText(entry: CallEntry | undefined): string {
  if (entry === undefined) return '';
  return entry.durationUs === undefined ? entry.result : `${entry.result}, ${formatDurationUs(entry.durationUs)}`;
}

const signed = (us: number): string => `(${us > 0 ? '+' : '−'}${formatDurationUs(Math.abs(us))})`;

/** Begins where marks do, and its A and B stand over those of the rows. */
const headOf = (name: string, { what, side }: Columns): string =>
  rowText({ mark: '', what: name, a: 'A', b: 'B' }, { what: what + 4, side }).slice(4);

interface RowText {
  readonly mark: string;
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

function rowText({ mark, what, a, b }: RowText, { what: width, side }: Columns): string {
  const name = visibleText(what, 300);
  const cells = [
    `  ${pad(mark, 1)} ${pad(clipText(name, width), width)}`,
    pad(clipText(visibleText(a, 300), side), side),
    clipText(visibleText(b, 300), side),
  ];
  return cells.join('  ').trimEnd();
}

const pad = (text: string, width: number): string => `${text}${' '.repeat(Math.max(0, width - displayWidth(text)))}`;

function paint(change: Change, colours: Colours): (text: string) => string {
  switch (change) {
    case 'same':
      return colours.dim;
    case 'gone':
      return colours.red;
    case 'added':
      return colours.green;
    case 'changed':
      return colours.magenta;
    case 'moved':
      return colours.yellow;
  }
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
