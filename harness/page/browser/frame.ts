// One drawing of the picture: where everything goes, with what, and what lies where afterwards (for the pointer and for tests).

import type { Item } from '../item.js';
import type { Layout } from '../layout.js';
import type { TimeScale } from '../time-scale.js';
import type { Model } from '../model.js';
import { isEverything, matches, type Filter } from '../filter.js';
import type { Pen } from './pen.js';
import type { Theme } from './theme.js';

/** Something drawn: a box, or a line of which `x1, y1, x2, y2` are the ends. */
export interface Hit {
  readonly item: Item;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly shape: 'box' | 'line';
  /** More things lie here than can be told apart at this zoom. */
  readonly more?: number;
}

export interface BoxSize {
  readonly width: number;
  readonly height: number;
  /** How many more things lie here. */
  readonly more?: number;
}

export interface FrameOptions {
  readonly model: Model;
  readonly layout: Layout;
  readonly scale: TimeScale;
  readonly pen: Pen;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly filter: Filter;
  readonly selected: Item | undefined;
}

export class Frame {
  readonly hits: Hit[] = [];
  readonly model: Model;
  readonly layout: Layout;
  readonly scale: TimeScale;
  readonly pen: Pen;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly #filter: Filter;
  readonly #selected: Item | undefined;
  readonly #all: boolean;

  constructor({ model, layout, scale, pen, theme, width, height, filter, selected }: FrameOptions) {
    this.model = model;
    this.layout = layout;
    this.scale = scale;
    this.pen = pen;
    this.theme = theme;
    this.width = width;
    this.height = height;
    this.#filter = filter;
    this.#selected = selected;
    this.#all = isEverything(filter);
  }

  /** Not looked for, or a thing of the clean-up. */
  isFaint(item: Item): boolean {
    return item.fromUs > (this.model.timeline.cleanupUs ?? Infinity) || (!this.#all && !matches(item, this.#filter));
  }

  isSelected(item: Item): boolean {
    return item === this.#selected;
  }

  /** Things of which nothing is in the window need not be drawn. */
  isOutside({ fromUs, untilUs }: { readonly fromUs: number; readonly untilUs: number }): boolean {
    return untilUs < this.scale.fromUs || fromUs > this.scale.untilUs;
  }

  box(item: Item, x1: number, y1: number, { width, height, more = 0 }: BoxSize): void {
    this.hits.push({
      item,
      x1,
      y1,
      x2: x1 + width,
      y2: y1 + height,
      shape: 'box',
      ...(more > 0 ? { more } : {}),
    });
  }

  line(item: Item, from: Point, to: Point): void {
    this.hits.push({ item, x1: from.x, y1: from.y, x2: to.x, y2: to.y, shape: 'line' });
  }
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const NEAR = 5;

/** What lies under the pointer: what was drawn last lies on top. */
export function hitAt(hits: readonly Hit[], { x, y }: Point): Hit | undefined {
  return hits.findLast((hit) => (hit.shape === 'box' ? isInBox(hit, x, y) : distanceToLine(hit, x, y) <= NEAR));
}

const isInBox = ({ x1, y1, x2, y2 }: Hit, x: number, y: number): boolean =>
  x >= Math.min(x1, x2 - 3) - 2 && x <= Math.max(x2, x1 + 3) + 2 && y >= y1 && y <= y2;

function distanceToLine({ x1, y1, x2, y2 }: Hit, x: number, y: number): number {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
}
