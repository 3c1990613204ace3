// Collects the author's mistakes while files are read: each once, with the source line that its caret needs.

import type { ScenarioProblem, Span } from '../../vocabulary/problems.js';
import type { SourceText } from './source-text.js';

export type ProblemText = Omit<ScenarioProblem, 'span' | 'sourceLine'>;

export class ProblemList {
  readonly #sources = new Map<string, SourceText>();
  readonly #problems = new Map<string, ScenarioProblem>();
  readonly #rows = new Map<ScenarioProblem, number | undefined>();
  #added = 0;
  #row: number | undefined;

  /** Lets problems in this file show their source line. */
  know(source: SourceText): void {
    this.#sources.set(source.file, source);
  }

  /** The row of the matrix that is being read, from 0; undefined for what all rows share. */
  get row(): number | undefined {
    return this.#row;
  }

  enterRow(row: number | undefined): void {
    this.#row = row;
  }

  /** A mistake that every row of a matrix repeats is kept once. */
  add(span: Span, problem: ProblemText): void {
    this.#added += 1;
    const key = JSON.stringify([span.file, span.line, span.column, problem.message, problem.found]);
    const sourceLine = this.#sources.get(span.file)?.line(span.line);
    if (this.#problems.has(key)) return;
    const added = { span, ...(sourceLine === undefined ? {} : { sourceLine }), ...problem };
    this.#problems.set(key, added);
    this.#rows.set(added, this.#row);
  }

  /** For a value that a problem stands at already: what else is wrong with it is the echo of that. */
  addUnlessKnown(span: Span, problem: ProblemText): void {
    this.#added += 1;
    const known = [...this.#problems.values()].filter((one) => isShared(this.#rows.get(one), this.#row));
    if (!known.some((one) => overlap(one.span, span))) this.add(span, problem);
  }

  /** Grows with every mistake, also with one that is known already. */
  get count(): number {
    return this.#added;
  }

  /** In the order of each file's lines; files in the order in which they were met. */
  sorted(): readonly ScenarioProblem[] {
    const all = [...this.#problems.values()];
    const files = [...new Set(all.map((problem) => problem.span.file))];
    return all.toSorted(
      (a, b) =>
        files.indexOf(a.span.file) - files.indexOf(b.span.file) ||
        a.span.line - b.span.line ||
        a.span.column - b.span.column,
    );
  }
}

/** A row does not see what was found in another. */
const isShared = (row: number | undefined, current: number | undefined): boolean =>
  row === undefined || row === current;

const overlap = (a: Span, b: Span): boolean =>
  a.file === b.file && a.line === b.line && a.column < b.column + b.length && b.column < a.column + a.length;
