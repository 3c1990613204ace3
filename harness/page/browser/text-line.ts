// One line of the picture in which texts stand beside each other: whoever comes first has the place.

import type { Frame } from './frame.js';
import type { Writing } from './pen.js';

const GAP = 6;

export class TextLine {
  readonly #frame: Frame;
  readonly #y: number;
  readonly #taken: { readonly from: number; readonly until: number }[] = [];

  constructor(frame: Frame, y: number) {
    this.#frame = frame;
    this.#y = y;
  }

  /** Nothing, and false, if another text is in the way. */
  write(text: string, x: number, writing: Writing): boolean {
    const { pen, theme, scale } = this.#frame;
    if (this.#taken.length > 200 || x > scale.right) return false;
    const shown = pen.fit(text, writing.room ?? Infinity, writing.font);
    const from = Math.max(x, scale.left + 2);
    const until = from + pen.width(shown, writing.font) + GAP;
    if (x < scale.left - 300 || this.#taken.some((other) => from < other.until && until > other.from)) return false;
    this.#taken.push({ from, until });
    pen.write(shown, { x: from, y: this.#y }, { halo: theme.page, ...writing });
    return true;
  }
}
