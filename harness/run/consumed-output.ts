// Output is consumed: a line that satisfied one wait, and those before it, can't satisfy the next.

import { isKind, type RunEvent } from '../record/event.js';
import type { ConditionOn } from './condition-watch.js';

export class ConsumedOutput {
  /** `program/stream` → seq of the first line that is still to be had. */
  readonly #cursors = new Map<string, number>();

  has(event: RunEvent): boolean {
    if (!isKind(event, 'output.line')) return false;
    return event.seq < (this.#cursors.get(`${event.data.program}/${event.data.stream}`) ?? 0);
  }

  /** A wait that named no stream has read both. */
  add(condition: ConditionOn<'output'>, line: RunEvent): void {
    const streams = condition.stream === undefined ? ['stdout', 'stderr'] : [condition.stream];
    for (const stream of streams) this.#cursors.set(`${condition.program}/${stream}`, line.seq + 1);
  }
}
