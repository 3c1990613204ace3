// Collects the author's mistakes while files are read: each once, with the source line that its caret needs.

import type { ScenarioProblem, Span } from '../../vocabulary/problems.js';
import type { SourceText } from './source-text.js';

export type ProblemText = Omit<ScenarioProblem, 'span' | 'sourceLine'>;

export class ProblemList {
  readonly #sources = new Map<string, SourceText>();
  readonly #problems = new Map<string, ScenarioProblem>();
  #added = 0;

  /** Lets problems in this file show their source line. */
  know(source: SourceText): void {
    this.#sources.set(source.file, source);
  }

  /** A mistake that every row of a matrix repeats is kept once. */
  add(span: Span, problem: ProblemText): void {
    this.#added += 1;
    const key = JSON.stringify([span.file, span.line, span.column, problem.message, problem.found]);
    const sourceLine = this.#sources.get(span.file)?.line(span.line);
    if (this.#problems.has(key)) return;
    this.#problems.set(key, { span, ...(sourceLine === undefined ? {} : { sourceLine }), ...problem });
  }

  /** For a value that a problem stands at already: what else is wrong with it is the echo of that. */
  addUnlessKnown(span: Span, problem: ProblemText): void {
    this.#added += 1;
    if (![...this.#problems.values()].some((known) => overlap(known.span, span))) this.add(span, problem);
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

const overlap = (a: Span, b: Span): boolean =>
  a.file === b.file && a.line === b.line && a.column < b.column + b.length && b.column < a.column + a.length;
