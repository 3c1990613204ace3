// Zoom buttons, filters, search, legend and keys.

import { EVERYTHING, type Filter } from '../filter.js';
import type { Model } from '../model.js';
import { button, el } from './dom.js';

export interface ToolbarCommands {
  readonly fit: () => void;
  readonly whole: () => void;
  readonly zoom: (factor: number) => void;
  readonly nextProblem: () => void;
  readonly filter: (filter: Filter) => void;
}

export class Toolbar {
  readonly element: HTMLElement;
  readonly #count = el('output', { class: 'count' });
  readonly #keys = keysBox();

  constructor(model: Model, commands: ToolbarCommands) {
    const problems = model.data.pieces.some(({ outcome }) => outcome !== 'held');
    this.element = el(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'Picture' },
      el(
        'span',
        { class: 'group' },
        button('−', 'Zoom out', () => commands.zoom(1 / 1.8)),
        button('+', 'Zoom in', () => commands.zoom(1.8)),
        button('Fit', 'Show where something happens', commands.fit),
        button('All', 'Show the whole run', commands.whole),
      ),
      ...(problems ? [button('Next problem', 'Go to the next verdict that is not held', commands.nextProblem)] : []),
      ...filterControls(model, (filter) => commands.filter(filter)),
      this.#count,
      legendBox(),
      this.#keys,
    );
  }

  showCount(shown: number, all: number): void {
    this.#count.value = shown === all ? `${all} entries` : `${shown} of ${all} entries`;
  }

  openKeys(): void {
    this.#keys.open = !this.#keys.open;
  }
}

function filterControls(model: Model, changed: (filter: Filter) => void): readonly HTMLElement[] {
  let filter = EVERYTHING;
  const change = (part: Partial<Filter>): void => changed((filter = { ...filter, ...part }));
  const search = el('input', {
    type: 'search',
    placeholder: 'Search',
    'aria-label': 'Search in everything that happened',
  });
  search.addEventListener('input', () => change({ text: search.value.trim() }));
  const programs = model.timeline.lanes.map(({ program }) => program);
  const connections = model.timeline.links.flatMap(({ link, connections: all }) =>
    all.map(({ connection }) => `${link} #${connection}`),
  );
  const calls = new Set(model.timeline.lanes.flatMap((lane) => lane.calls.map(({ name }) => name)));
  return [
    choice('All programs', programs, (program) => change({ program })),
    choice('All connections', connections, (connection) => change({ connection })),
    choice('All calls', [...calls].toSorted(), (call) => change({ call })),
    search,
  ];
}

const MOST_CHOICES = 500;

function choice(all: string, values: readonly string[], chosen: (value: string | undefined) => void): HTMLElement {
  const options = values.slice(0, MOST_CHOICES).map((value) => el('option', { value }, value.slice(0, 60)));
  const select = el(
    'select',
    { 'aria-label': all.replace('All', 'Only these') },
    el('option', { value: '' }, all),
    ...options,
  );
  select.addEventListener('change', () =>
    chosen(select.selectedIndex === 0 ? undefined : values[select.selectedIndex - 1]),
  );
  return select;
}

function legendBox(): HTMLElement {
  const entry = (look: string, text: string): HTMLElement =>
    el('li', {}, el('i', { class: `swatch ${look}`, 'aria-hidden': 'true' }), text);
  return el(
    'details',
    { class: 'box' },
    el('summary', {}, 'Legend'),
    el(
      'ul',
      { class: 'legend' },
      entry('life', 'the program runs its own code'),
      entry('call', 'a socket call'),
      entry('blocked', 'it waits in a call'),
      entry('raised', 'a call that raised an exception'),
      entry('open', 'a call that never came back'),
      entry('upstream', 'bytes from client to server; the slope is the time they took'),
      entry('downstream', 'bytes from server to client'),
      entry('lost', 'bytes that were never handed on'),
      entry('fin', 'FIN: an end of sending'),
      entry('reset', 'RST: a reset'),
      entry('fault', 'a fault, from injection to healing'),
      entry('allowed', 'the time that was allowed'),
      entry('broken', 'a verdict that is broken'),
    ),
  );
}

function keysBox(): HTMLDetailsElement {
  const keys: readonly (readonly [string, string])[] = [
    ['wheel, + −', 'zoom'],
    ['drag, ← →', 'pan (with Shift: a page)'],
    ['↑ ↓', 'scroll the lanes'],
    ['0 or F', 'where something happens'],
    ['A', 'the whole run'],
    ['Home End', 'begin, end'],
    ['N P', 'next, previous event'],
    ['Enter', 'zoom to the selected'],
    ['B', 'next verdict that is not held'],
    ['Esc', 'select nothing'],
  ];
  return el(
    'details',
    { class: 'box' },
    el('summary', {}, 'Keys'),
    el('dl', { class: 'keys' }, ...keys.flatMap(([key, does]) => [el('dt', {}, key), el('dd', {}, does)])),
  );
}
