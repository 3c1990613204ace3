// The picture: zoom, pan, pointing, selecting.

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
import { Surface } from './surface.js';
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
  readonly element: HTMLElement;
  readonly #surface: Surface;
  readonly #tooltip = new Tooltip();
  readonly #options: StageOptions;
  #layout: Layout = { boxes: [], height: 0 };
  #view: Lasting;
  #filter: Filter = EVERYTHING;
  #selected: Item | undefined;
  #pointer: Point | undefined;
  #hits: readonly Hit[] = [];
  /** How long the last painting took. */
  paintMs = 0;

  constructor(options: StageOptions) {
    this.#options = options;
    this.#view = within(options.home, options.model.timeline.durationUs);
    this.#surface = new Surface({
      label: 'Timeline. Arrows move, plus and minus zoom, 0 shows all, N and P go from event to event.',
      heightFor: (width) => this.#layOut(width),
      paint: () => this.paintNow(),
    });
    this.element = el('div', { class: 'stage' }, this.#surface.element, this.#tooltip.element);
  }

  get canvas(): HTMLCanvasElement {
    return this.#surface.canvas;
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
    const { width } = this.#surface;
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
    this.#surface.scrollBy(pixels);
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
    return hitAt(this.#hits, { x: point.x, y: point.y + this.#surface.scrollTop });
  }

  point(at: Point | undefined): void {
    this.#pointer = at;
    const hit = at === undefined ? undefined : this.itemAt(at);
    this.canvas.style.cursor = hit === undefined ? 'grab' : 'pointer';
    if (at === undefined || hit === undefined) this.#tooltip.hide();
    else this.#tooltip.show(hit, at, this.#surface);
    this.repaint();
  }

  choose(item: Item | undefined): void {
    this.select(item);
    this.#options.onSelect(item);
  }

  repaint(): void {
    this.#surface.repaint();
  }

  paintNow(): void {
    const startedMs = performance.now();
    const { width, height, pen, theme, scrollTop } = this.#surface;
    if (width === 0 || height === 0) return;
    const { model } = this.#options;
    const { scale } = this;
    const frame = new Frame({
      model,
      layout: this.#layout,
      scale,
      pen,
      theme,
      width,
      height,
      filter: this.#filter,
      selected: this.#selected,
    });
    const at = this.#pointer;
    const pointer = at === undefined ? undefined : { x: at.x, text: formatTime(scale.us(at.x), scale.usPerPx) };
    paint(frame, { scrollY: scrollTop, pointer });
    this.#hits = frame.hits;
    this.paintMs = performance.now() - startedMs;
  }

  #layOut(width: number): number {
    this.#layout = layOut(this.#options.model.lanes, { titleHeight: width < NARROW ? 14 : 0 });
    return this.#layout.height;
  }

  /** Moves the window only if the thing is not in it. */
  #bringIn(item: Item): void {
    const { fromUs, untilUs } = this.#view;
    if (item.untilUs >= fromUs && item.fromUs <= untilUs) return;
    const spanUs = untilUs - fromUs;
    this.show({ fromUs: item.fromUs - spanUs * 0.3, untilUs: item.fromUs + spanUs * 0.7 });
  }
}
