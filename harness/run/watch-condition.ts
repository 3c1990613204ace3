// The watch for each kind of condition.

import type { ConditionWatch, EventCondition } from './condition-watch.js';
import { BytesWatch, ConnectionWatch } from './link-watch.js';
import { CallWatch, ExitWatch, ListeningWatch, OutputWatch } from './program-watch.js';

/** `run`: which start of the program is meant; undefined = any (rules). */
export function watchCondition(condition: EventCondition, run: number | undefined): ConditionWatch {
  switch (condition.on) {
    case 'exit':
      return new ExitWatch(condition, run);
    case 'output':
      return new OutputWatch(condition, run);
    case 'listening':
      return new ListeningWatch(condition, run);
    case 'connection':
      return new ConnectionWatch(condition);
    case 'call':
      return new CallWatch(condition, run);
    case 'bytes':
      return new BytesWatch(condition);
  }
}
