// The text of one file, and where its characters stand: offsets become lines and columns.

import type { Span } from '../../vocabulary/problems.js';

export class SourceText {
  /** As the user would write the path. */
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: number[] = [0];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  /** Text of a line, from 1, without its line break. */
  line(line: number): string {
    const start = this.#lineStarts[line - 1] ?? this.text.length;
    const end = this.#lineStarts[line] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, '');
  }

  /** Of [from, to), cut at the end of its first line: a caret underlines one line. */
  span(from: number, to: number): Span {
    const line = this.#lineAt(from);
    const start = this.#lineStarts[line - 1] ?? 0;
    const column = from - start + 1;
    const rest = Math.max(1, this.line(line).length - (column - 1));
    return { file: this.file, line, column, length: Math.max(1, Math.min(to - from, rest)) };
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
