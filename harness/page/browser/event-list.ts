// Everything that happened as lines of text, in the order of time. Only those in sight are in the page, so that there may be a
// hundred thousand.

import { visibleText } from '../../kinds/reporters/visible-text.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import { proofOf, type Item } from '../item.js';
import type { Model } from '../model.js';
import { firstWhere } from '../series.js';
import { el } from './dom.js';

const LINE = 22;
const SPARE = 6;
/** Browsers cut elements that are higher: beyond this, lines are reached by scaling. */
const HIGHEST = 8_000_000;

export class EventList {
  readonly element = el('div', {
    class: 'events',
    tabindex: 0,
    role: 'listbox',
    'aria-label': 'Everything that happened, in the order of time',
  });
  readonly #sheet = el('div', { class: 'sheet', role: 'presentation' });
  readonly #model: Model;
  readonly #choose: (item: Item, zoomIn: boolean) => void;
  #items: readonly Item[] = [];
  #selected = -1;

  constructor(model: Model, choose: (item: Item, zoomIn: boolean) => void) {
    this.#model = model;
    this.#choose = choose;
    this.element.append(this.#sheet);
    this.element.addEventListener('scroll', () => this.#render());
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('click', (event) => {
      const index = (event.target as Element).closest<HTMLElement>('[data-index]')?.dataset['index'];
      if (index !== undefined) this.#move(Number(index), false);
    });
    new ResizeObserver(() => this.#render()).observe(this.element);
  }

  get count(): number {
    return this.#items.length;
  }

  show(items: readonly Item[]): void {
    const before = this.#items[this.#selected];
    this.#items = items;
    this.#selected = before === undefined ? -1 : items.indexOf(before);
    this.#sheet.style.height = `${Math.min(items.length * LINE, HIGHEST)}px`;
    this.#render();
  }

  select(item: Item | undefined): void {
    this.#selected = item === undefined ? -1 : this.#indexOf(item);
    if (this.#selected >= 0) this.#bringIn(this.#selected);
    this.#render();
  }

  /** The first thing at or after that time, in sight. */
  scrollTo(us: number): void {
    const index = firstWhere(this.#items.length, (at) => (this.#items[at]?.fromUs ?? 0) >= us);
    this.element.scrollTop = Math.max(0, this.#top(index) - LINE * 2);
  }

  /** Of things at the same time the very one. */
  #indexOf(item: Item): number {
    const first = firstWhere(this.#items.length, (at) => (this.#items[at]?.fromUs ?? 0) >= item.fromUs);
    return this.#items.indexOf(item, first);
  }

  /** Pixels for each line: fewer than a line is high where there are too many. */
  get #pitch(): number {
    return Math.min(LINE, HIGHEST / Math.max(1, this.#items.length));
  }

  #top(index: number): number {
    return index * this.#pitch;
  }

  #bringIn(index: number): void {
    const top = this.#top(index);
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + LINE > scrollTop + clientHeight) this.element.scrollTop = top + LINE - clientHeight;
  }

  #move(index: number, zoomIn: boolean): void {
    const item = this.#items[index];
    if (item === undefined) return;
    this.#selected = index;
    this.#bringIn(index);
    this.#render();
    this.#choose(item, zoomIn);
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.element.clientHeight / LINE) - 1);
    const last = this.#items.length - 1;
    const to: Readonly<Record<string, number>> = {
      ArrowDown: this.#selected + 1,
      ArrowUp: this.#selected - 1,
      PageDown: this.#selected + page,
      PageUp: this.#selected - page,
      Home: 0,
      End: last,
      Enter: this.#selected,
    };
    const index = to[event.key];
    if (index === undefined) return;
    event.preventDefault();
    this.#move(Math.min(last, Math.max(0, index)), event.key === 'Enter');
  }

  #render(): void {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / this.#pitch) - SPARE);
    const count = Math.ceil(clientHeight / LINE) + 2 * SPARE;
    const lines = this.#items.slice(first, first + count).map((item, offset) => this.#line(item, first + offset));
    const start = Math.min(
      this.#top(first),
      Math.max(0, Math.min(this.#items.length * LINE, HIGHEST) - lines.length * LINE),
    );
    for (const [offset, line] of lines.entries()) line.style.top = `${start + offset * LINE}px`;
    this.#sheet.replaceChildren(...lines);
    const active = this.#selected >= first && this.#selected < first + count ? `event-${this.#selected}` : '';
    if (active === '') this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', active);
  }

  #line(item: Item, index: number): HTMLElement {
    const proof = proofOf(item, this.#model.proofs);
    const tookUs = item.untilUs - item.fromUs;
    return el(
      'div',
      {
        class: ['event', item.kind, proof === undefined ? '' : `proves ${proof}`].join(' '),
        id: `event-${index}`,
        role: 'option',
        'data-index': index,
        'aria-selected': index === this.#selected ? 'true' : 'false',
        'aria-setsize': this.#items.length,
        'aria-posinset': index + 1,
      },
      el('span', { class: 'at' }, `${(item.fromUs / 1_000).toFixed(1)}`),
      el('span', { class: 'who' }, visibleText(item.who, 40)),
      el('span', { class: 'what' }, `${proof === undefined ? '' : '▸ '}${visibleText(item.text, 300)}`),
      el('span', { class: 'took' }, tookUs > 0 ? formatDurationUs(tookUs) : ''),
    );
  }
}
