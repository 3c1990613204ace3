// What a machine must be able to do so that a condition can be seen.

import type { Capability } from '../../vocabulary/capabilities.js';
import type { Condition } from '../scenario.js';

export function needsOfCondition(condition: Condition): readonly Capability[] {
  switch (condition.on) {
    case 'listening':
    case 'tcp':
      return ['kernel-tcp-table'];
    // Who traces it depends on the program.
    case 'call':
    case 'exit':
    case 'output':
    case 'connection':
    case 'bytes':
      return [];
  }
}
