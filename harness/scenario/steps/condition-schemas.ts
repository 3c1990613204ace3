// What can be waited for and guarded. Each kind has a subject, so that `exit: client` can stand for `exit: { of: client }`.

import { z } from 'zod';
import type { Words } from '../../kinds/words.js';
import { TCP_STATES } from '../../vocabulary/network.js';
import { SIGNALS } from '../../vocabulary/signals.js';
import { nthWord } from '../words/nth-word.js';

export const CONDITION_KINDS = ['exit', 'output', 'listening', 'connection', 'call', 'bytes', 'tcp'] as const;

export type ConditionKind = (typeof CONDITION_KINDS)[number];

/** The key that the short form gives its value to: `exit: client` = `exit: { of: client }`. */
export const SUBJECTS: Readonly<Record<ConditionKind, string>> = {
  exit: 'of',
  output: 'of',
  listening: 'of',
  connection: 'link',
  call: 'by',
  bytes: 'link',
  tcp: 'port',
};

/** Each kind's keys in one flat mapping, subject included. */
export function conditionSchemas(words: Words) {
  const within = words.duration.optional();
  return {
    exit: z
      .strictObject({
        of: words.program,
        code: z.int().min(0).max(255).optional().meta({ description: 'The exit code that is waited for.' }),
        signal: z.enum(SIGNALS).optional().meta({ description: 'The signal that ended it.' }),
        within,
      })
      .refine(
        ({ code, signal }) => code === undefined || signal === undefined,
        'expected code or signal: a program ends by one of them',
      ),
    output: z.strictObject({
      of: words.program,
      stream: z.enum(['stdout', 'stderr']).optional().meta({ description: 'Default: either.' }),
      line: z.string().optional().meta({ description: 'The whole line.' }),
      contains: z.string().min(1).optional().meta({ description: 'A part of the line.' }),
      matches: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'A regular expression that a part of the line matches.' }),
      within,
    }),
    listening: z.strictObject({ of: words.program, within }),
    connection: z.strictObject({ link: words.proxiedLink, nth: nthWord().optional(), within }),
    call: z.strictObject({
      by: words.program,
      name: z.string().min(1).meta({ description: 'Name of the socket call: `recv`, `accept`, `connect`…' }),
      nth: nthWord().optional(),
      phase: z.enum(['entered', 'returned']).optional().meta({ description: 'Default: returned.' }),
      within,
    }),
    bytes: z.strictObject({
      link: words.proxiedLink,
      stream: words.stream.optional(),
      'at-least': words.size,
      within,
    }),
    tcp: z.strictObject({
      port: words.port,
      state: z
        .union([z.enum(TCP_STATES), z.array(z.enum(TCP_STATES)).min(1)])
        .meta({ description: 'A state, or several of which one will do.' }),
      absent: z.boolean().optional().meta({ description: 'true: no socket may be in one of these states.' }),
      within,
    }),
  };
}
