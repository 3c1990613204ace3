// The author's mistakes, as values: all of them are collected before any is shown.

export interface Span {
  /** Path as the user would write it, relative to the working directory where possible. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** Code units to underline, at least 1. */
  readonly length: number;
}

export interface ScenarioProblem {
  readonly span: Span;
  /** The text of the line at `span`, for the caret; absent when the file could not be read as text. */
  readonly sourceLine?: string;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint?: string;
}
