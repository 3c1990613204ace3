// Conditions about a link: its connections, the bytes that pass it.

import { isKind, type RunEvent } from '../record/event.js';
import { formatSize } from '../vocabulary/units.js';
import type { ConditionOn, ConditionWatch } from './condition-watch.js';

export class ConnectionWatch implements ConditionWatch {
  readonly expected: string;
  readonly #condition: ConditionOn<'connection'>;
  #count = 0;

  constructor(condition: ConditionOn<'connection'>) {
    this.#condition = condition;
    this.expected = `connection ${condition.nth} of link ${condition.link}`;
  }

  feed(event: RunEvent): 'met' | 'waiting' {
    if (!isKind(event, 'connection.opened') || event.data.link !== this.#condition.link) return 'waiting';
    this.#count += 1;
    return this.#count >= this.#condition.nth ? 'met' : 'waiting';
  }

  actual(when = ''): string {
    return `${this.#count} connection${this.#count === 1 ? '' : 's'}${when === '' ? ' so far' : when}`;
  }
}

export class BytesWatch implements ConditionWatch {
  readonly expected: string;
  readonly #condition: ConditionOn<'bytes'>;
  #sizeBytes = 0;

  constructor(condition: ConditionOn<'bytes'>) {
    this.#condition = condition;
    this.expected = `at least ${formatSize(condition.atLeast)} ${condition.stream} on link ${condition.link}`;
  }

  feed(event: RunEvent): 'met' | 'waiting' {
    const { link, stream, atLeast } = this.#condition;
    if (!isKind(event, 'chunk.received') || event.data.link !== link || event.data.stream !== stream) return 'waiting';
    this.#sizeBytes += event.data.sizeBytes;
    return this.#sizeBytes >= atLeast ? 'met' : 'waiting';
  }

  actual(when = ''): string {
    return `${formatSize(this.#sizeBytes)}${when === '' ? ' so far' : when}`;
  }
}
