// What can be done, by verb: the value of a step's one key.

import { z } from 'zod';
import type { Words } from '../../kinds/words.js';
import { SIGNALS } from '../../vocabulary/signals.js';

export const VERBS = [
  'start',
  'restart',
  'signal',
  'write',
  'inject',
  'heal',
  'link',
  'wait',
  'await',
  'guard',
] as const;

export type Verb = (typeof VERBS)[number];

/** The verbs whose value is not a condition or a fault. */
export function stepSchemas(words: Words) {
  return {
    start: z.strictObject({
      program: words.program,
      within: words.duration.optional().meta({ description: 'How long it may take to be ready. Default: 10 s.' }),
    }),
    restart: words.program,
    signal: z.strictObject({ to: words.program, signal: z.enum(SIGNALS) }),
    write: z.strictObject({
      to: words.program,
      end: z.boolean().optional().meta({ description: 'Close the program’s stdin afterwards. Default: false.' }),
    }),
    heal: z.string().min(1).meta({ description: 'Name of a fault that was injected.' }),
    link: z.strictObject({ down: words.proxiedLink.optional(), up: words.proxiedLink.optional() }),
    wait: words.duration,
  };
}
