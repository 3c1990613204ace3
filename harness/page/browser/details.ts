// All about the selected thing: its figures, its bytes as text and hex, the events of the record behind it.

import { visibleLines } from '../../kinds/reporters/visible-text.js';
import type { RunEvent } from '../../record/event.js';
import { bytesOf } from '../../report/describe-bytes.js';
import { hexLines } from '../bytes.js';
import type { Item } from '../item.js';
import type { Model } from '../model.js';
import { aboutItem, formatTime } from './describe-item.js';
import { button, el } from './dom.js';

export interface DetailCommands {
  readonly zoomTo: (item: Item) => void;
  readonly step: (by: 1 | -1) => void;
}

const MOST_EVENTS = 12;

export class Details {
  readonly #element: HTMLElement;
  readonly #model: Model;
  readonly #commands: DetailCommands;

  constructor(element: HTMLElement, model: Model, commands: DetailCommands) {
    this.#element = element;
    this.#model = model;
    this.#commands = commands;
  }

  show(item: Item | undefined): void {
    if (item === undefined) {
      this.#element.replaceChildren(
        el('h2', {}, 'Details'),
        el('p', { class: 'faint' }, 'Click anything in the picture or in the list, or press N in the picture.'),
      );
      return;
    }
    const { title, lines } = aboutItem(item);
    const events = item.seqs.flatMap((seq) => this.#model.events[seq] ?? []);
    this.#element.replaceChildren(
      el('h2', {}, 'Details'),
      el('p', { class: 'selected' }, title),
      el('dl', {}, ...lines.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
      el(
        'p',
        { class: 'buttons' },
        button('Zoom to it', 'Zoom to it', () => this.#commands.zoomTo(item)),
        button('‹ Before', 'The event before', () => this.#commands.step(-1)),
        button('Next ›', 'The next event', () => this.#commands.step(1)),
      ),
      ...bytesBlocks(events),
      ...events.slice(0, MOST_EVENTS).map(eventBlock),
      ...(events.length > MOST_EVENTS
        ? [el('p', { class: 'faint' }, `and ${events.length - MOST_EVENTS} more events`)]
        : []),
    );
  }
}

/** Once, though both ends of the wire saw them. */
function bytesBlocks(events: readonly RunEvent[]): readonly HTMLElement[] {
  const event = events.find(
    (each) => (each.kind === 'chunk.received' || each.kind === 'chunk.sent') && each.data.preview !== undefined,
  );
  if (event === undefined || (event.kind !== 'chunk.received' && event.kind !== 'chunk.sent')) return [];
  const { preview = '', sizeBytes, totalBytes } = event.data;
  const bytes = bytesOf(preview);
  const text = new TextDecoder().decode(bytes);
  const shown = hexLines(bytes, totalBytes - sizeBytes, 8).map(
    ({ offset, hex, text: line }) => `${offset}  ${hex}  ${line}`,
  );
  const whole = bytes.length < sizeBytes ? ` (the first ${bytes.length} of ${sizeBytes})` : '';
  return [
    el('h3', {}, `Bytes${whole}`),
    el('pre', { class: 'text', tabindex: 0, 'aria-label': 'bytes as text' }, visibleLines(text)),
    el('pre', { class: 'hex', tabindex: 0, 'aria-label': 'bytes in hex' }, shown.join('\n')),
  ];
}

function eventBlock(event: RunEvent): HTMLElement {
  const json = visibleLines(JSON.stringify(event, null, 2));
  return el(
    'details',
    { open: true },
    el('summary', {}, `${event.kind}`, el('span', { class: 'faint' }, ` #${event.seq} at ${formatTime(event.atUs)}`)),
    el('pre', { class: 'json', tabindex: 0, 'aria-label': `event ${event.seq} as JSON` }, json),
  );
}
