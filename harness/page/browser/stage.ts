// The picture on its canvas: zoom, pan, pointing, selecting. It paints once a frame, and only when something has changed.

import { EVERYTHING, matches, type Filter } from '../filter.js';
import type { Item } from '../item.js';
import { layOut, type Layout } from '../layout.js';
import type { Model } from '../model.js';
import type { Lasting } from '../series.js';
import { around, pan, TimeScale, within, zoom } from '../time-scale.js';
import { formatTime } from './describe-item.js';
import { el } from './dom.js';
import { Frame, hitAt, type Hit, type Point } from './frame.js';
import { paint } from './paint.js';
import { Pen } from './pen.js';
import { onThemeChange, readTheme, type Theme } from './theme.js';
import { Tooltip } from './tooltip.js';

const GUTTER = 124;
const NARROW = 640;

export interface StageOptions {
  readonly model: Model;
  readonly home: Lasting;
  readonly onSelect: (item: Item | undefined) => void;
  readonly onView: (view: Lasting) => void;
}

export class Stage {
  readonly canvas = el('canvas', {
    id: 'stage',
    tabindex: 0,
    role: 'application',
    'aria-label': 'Timeline. Arrows move, plus and minus zoom, 0 shows all, N and P go from event to event.',
  });
  readonly element: HTMLElement;
  readonly #scroller = el('div', { class: 'scroller' });
  readonly #spacer = el('div', { class: 'spacer' });
  readonly #tooltip = new Tooltip();
  readonly #options: StageOptions;
  readonly #pen: Pen;
  #theme: Theme = readTheme();
  #layout: Layout = { boxes: [], height: 0 };
  #view: Lasting;
  #filter: Filter = EVERYTHING;
  #selected: Item | undefined;
  #pointer: Point | undefined;
  #hits: readonly Hit[] = [];
  #waiting = false;
  /** How long the last painting took. */
  paintMs = 0;

  constructor(options: StageOptions) {
    this.#options = options;
    this.#view = within(options.home, options.model.timeline.durationUs);
    const ctx = this.canvas.getContext('2d', { alpha: false });
    if (ctx === null) throw new Error('this browser has no canvas');
    this.#pen = new Pen(ctx);
    this.#spacer.append(this.canvas);
    this.#scroller.append(this.#spacer);
    this.element = el('div', { class: 'stage' }, this.#scroller, this.#tooltip.element);
    this.#scroller.addEventListener('scroll', () => this.repaint());
    new ResizeObserver(() => this.#resize()).observe(this.#scroller);
    onThemeChange((theme) => {
      this.#theme = theme;
      this.repaint();
    });
  }

  get view(): Lasting {
    return this.#view;
  }

  get hits(): readonly Hit[] {
    return this.#hits;
  }

  get layout(): Layout {
    return this.#layout;
  }

  get scale(): TimeScale {
    const width = this.#width;
    return new TimeScale(this.#view, width < NARROW ? 0 : GUTTER, width);
  }

  get selected(): Item | undefined {
    return this.#selected;
  }

  show(view: Lasting): void {
    this.#view = within(view, this.#options.model.timeline.durationUs);
    this.#options.onView(this.#view);
    this.repaint();
  }

  zoomBy(factor: number, aroundUs = (this.#view.fromUs + this.#view.untilUs) / 2): void {
    this.show(zoom(this.#view, factor, aroundUs));
  }

  panBy(pixels: number): void {
    this.show(pan(this.#view, pixels * this.scale.usPerPx));
  }

  scrollBy(pixels: number): void {
    this.#scroller.scrollTop += pixels;
  }

  fit(): void {
    this.show(this.#options.home);
  }

  showWhole(): void {
    this.show({ fromUs: 0, untilUs: this.#options.model.timeline.durationUs });
  }

  /** So that it takes a good part of the window, with what is around it. */
  zoomTo(range: Lasting, share = 0.55): void {
    this.show(around(range, share));
  }

  filterBy(filter: Filter): void {
    this.#filter = filter;
    this.repaint();
  }

  select(item: Item | undefined): void {
    this.#selected = item;
    if (item !== undefined) this.#bringIn(item);
    this.repaint();
  }

  /** Of the things that match the filter, the next one in time, or the one before. */
  neighbour(step: 1 | -1): Item | undefined {
    const items = this.#options.model.items.filter((item) => matches(item, this.#filter));
    const at = this.#selected === undefined ? -1 : items.indexOf(this.#selected);
    if (at === -1) return items.find(({ fromUs }) => fromUs >= this.#view.fromUs) ?? items[0];
    return items[Math.min(items.length - 1, Math.max(0, at + step))];
  }

  itemAt(point: Point): Hit | undefined {
    return hitAt(this.#hits, { x: point.x, y: point.y + this.#scroller.scrollTop });
  }

  point(at: Point | undefined): void {
    this.#pointer = at;
    const hit = at === undefined ? undefined : this.itemAt(at);
    this.canvas.style.cursor = hit === undefined ? 'grab' : 'pointer';
    if (at === undefined || hit === undefined) this.#tooltip.hide();
    else this.#tooltip.show(hit, at, { width: this.#width, height: this.#scroller.clientHeight });
    this.repaint();
  }

  choose(item: Item | undefined): void {
    this.select(item);
    this.#options.onSelect(item);
  }

  repaint(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.paintNow();
    });
  }

  paintNow(): void {
    const startedMs = performance.now();
    const width = this.#width;
    const height = this.#scroller.clientHeight;
    if (width === 0 || height === 0) return;
    const { model } = this.#options;
    const { scale } = this;
    const frame = new Frame({
      model,
      layout: this.#layout,
      scale,
      pen: this.#pen,
      theme: this.#theme,
      width,
      height,
      filter: this.#filter,
      selected: this.#selected,
    });
    const ratio = devicePixelRatio;
    this.#pen.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const at = this.#pointer;
    const pointer = at === undefined ? undefined : { x: at.x, text: formatTime(scale.us(at.x), scale.usPerPx) };
    paint(frame, { scrollY: this.#scroller.scrollTop, pointer });
    this.#hits = frame.hits;
    this.paintMs = performance.now() - startedMs;
  }

  get #width(): number {
    return this.#scroller.clientWidth;
  }

  #resize(): void {
    const width = this.#width;
    this.#layout = layOut(this.#options.model.lanes, { titleHeight: width < NARROW ? 14 : 0 });
    this.#spacer.style.height = `${this.#layout.height}px`;
    const height = this.#scroller.clientHeight;
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.paintNow();
  }

  /** Moves the window only if the thing is not in it. */
  #bringIn(item: Item): void {
    const { fromUs, untilUs } = this.#view;
    if (item.untilUs >= fromUs && item.fromUs <= untilUs) return;
    const spanUs = untilUs - fromUs;
    this.show({ fromUs: item.fromUs - spanUs * 0.3, untilUs: item.fromUs + spanUs * 0.7 });
  }
}
