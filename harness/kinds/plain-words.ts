// Words that know no scenario, for the specs of the shelves: every name is known, quantities are parsed as everywhere.

import { z } from 'zod';
import { parseQuantity, type Quantity } from '../vocabulary/units.js';
import type { Payload, Words } from './words.js';

export const PLAIN_WORDS: Words = {
  duration: quantity('duration'),
  size: quantity('size'),
  rate: quantity('rate'),
  program: z.string(),
  link: z.string(),
  proxiedLink: z.string(),
  port: z.number(),
  payload: z.strictObject({ text: z.string() }) as z.ZodType<Payload>,
  stream: z.enum(['upstream', 'downstream']),
};

function quantity(of: Quantity): z.ZodType<number> {
  return z.string().transform((text, context) => {
    const parsed = parseQuantity(of, text);
    if (parsed.ok) return parsed.value;
    context.addIssue(parsed.hint);
    return z.NEVER;
  });
}
