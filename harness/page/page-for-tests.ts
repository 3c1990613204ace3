// What the timeline page tells of itself to specs: fonts differ from machine to machine, so that pictures can't be compared.

import type { Lasting } from './series.js';

export interface Drawn {
  readonly kind: string;
  readonly who: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
  /** How many more things lie here, too close to be told apart. */
  readonly more: number;
}

/** `globalThis.guasto` of the page. */
export interface PageForTests {
  readonly drawn: () => readonly Drawn[];
  readonly view: () => Lasting;
  /** How many things there are in all. */
  readonly items: () => number;
  readonly selected: () => string | undefined;
  /** Paints now; how long it took. */
  readonly paintMs: () => number;
  /** How long the last painting took that the page did by itself. */
  readonly lastPaintMs: () => number;
  /** From the start of the page's script to its first picture; 0 before that. */
  readonly openMs: () => number;
  /** The same from when the navigation began. */
  readonly openedAtMs: () => number;
}
