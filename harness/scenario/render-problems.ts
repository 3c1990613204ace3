// Problems as a person reads them: where, what, the line with a caret, what was expected and found, what to try.

import { createColors } from 'picocolors';
import type { ScenarioProblem } from '../vocabulary/problems.js';
import { cropAround, displayWidth, visible } from './text/columns.js';

export interface RenderProblemsOptions {
  readonly colour: boolean;
}

/** Columns for a source line: beyond them it is cropped around the caret. */
const LINE_COLUMNS = 110;

/** One block for each problem, then a line that counts them. Empty for no problems. */
export function renderProblems(problems: readonly ScenarioProblem[], { colour }: RenderProblemsOptions): string {
  if (problems.length === 0) return '';
  const paint = createColors(colour);
  const files = new Set(problems.map(({ span }) => span.file)).size;
  const total = `${count(problems.length, 'problem')}${files > 1 ? ` in ${count(files, 'file')}` : ''}`;
  return [...problems.map((problem) => renderProblem(problem, paint)), paint.bold(paint.red(total)), ''].join('\n');
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

type Paint = ReturnType<typeof createColors>;

function renderProblem(problem: ScenarioProblem, paint: Paint): string {
  const { span, message, expected, found, hint } = problem;
  const where = paint.cyan(`${visible(span.file)}:${span.line}:${span.column}`);
  const lines = [`${where} ${paint.red('error')} ${paint.bold(visible(message))}`];
  const gutter = ' '.repeat(String(span.line).length);
  const bar = paint.dim('|');
  if (problem.sourceLine !== undefined) {
    const { text, caret, length } = cropAround(problem.sourceLine, span, LINE_COLUMNS);
    const carets = '^'.repeat(Math.max(1, displayWidth(text.slice(caret, caret + length))));
    lines.push(` ${gutter} ${bar}`);
    lines.push(` ${paint.dim(String(span.line))} ${bar} ${text}`);
    lines.push(` ${gutter} ${bar} ${' '.repeat(displayWidth(text.slice(0, caret)))}${paint.red(carets)}`);
  }
  const notes = [
    ['expected', expected],
    ['found', found],
    ['hint', hint],
  ] as const;
  for (const [name, text] of notes) {
    if (text === undefined) continue;
    const label = `${name}:`.padEnd('expected:'.length);
    lines.push(` ${gutter} ${bar} ${name === 'hint' ? paint.yellow(label) : paint.dim(label)} ${visible(text)}`);
  }
  return `${lines.join('\n')}\n`;
}
