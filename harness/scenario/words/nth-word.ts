// `nth: first`, `nth: 3`: counts from 1, since the run began.

import type { z } from 'zod';
import { describeValue, word } from './word.js';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

/** Which one, from 1. Never `last`: nothing that is still to come is known to be the last. */
export function nthWord(): z.ZodType<number> {
  const documentation = {
    description: 'Which one, in order, since the run began: `first`, `second`, … or a number from 1.',
    anyOf: [{ enum: [...ORDINALS] }, { type: 'integer', minimum: 1 }],
  };
  return word(documentation, (written) => {
    const ordinal = ORDINALS.findIndex((name) => name === written);
    if (ordinal !== -1) return { value: ordinal + 1 };
    if (typeof written === 'number' && Number.isInteger(written) && written > 0) return { value: written };
    const last =
      written === 'last' ? { hint: 'whether one is the last is only known in the end: use it under `expect:`' } : {};
    return {
      problem: {
        message: 'this is not one to count to',
        expected: `${ORDINALS.join(', ')} or a number from 1`,
        found: describeValue(written),
        ...last,
      },
    };
  });
}

/** 1 → `first`, 7 → `7th`. */
export const ordinal = (nth: number): string => ORDINALS[nth - 1] ?? `${nth}th`;
