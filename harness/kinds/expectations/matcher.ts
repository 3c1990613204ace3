// Matchers over one value as an entry writes them: a plain value, a list of values, or an object of tests.

import { z } from 'zod';
import type { Matcher } from '../../record/pattern.js';
import type { Words } from '../words.js';

/** A test: `4`, `[FIN, RST]`, `{ at-least: 100ms }`, `{ contains: text }`, `{ matches: '^re$' }`, `{ is-not: 0 }`. */
export function matcherSchema(words: Words): z.ZodType<Matcher> {
  const bound = z.union([z.number(), words.duration, words.size]);
  const tests = z
    .strictObject({
      is: scalar.optional().describe('Equal to this value'),
      'is-not': scalar.optional().describe('There, and not equal to this value'),
      'one-of': z.array(scalar).min(1).optional().describe('Equal to one of these values'),
      'at-least': bound.optional().describe('A number, a duration (compared in µs) or a size (in bytes)'),
      'at-most': bound.optional().describe('A number, a duration (compared in µs) or a size (in bytes)'),
      contains: z.string().min(1).optional().describe('Text that has this in it'),
      matches: regularExpression.optional().describe('Text in which this regular expression finds a match'),
    })
    .transform(allOfTests);
  return z
    .union([
      scalar.transform((is): Matcher => ({ is })),
      z
        .array(scalar)
        .min(1)
        .transform((oneOf): Matcher => ({ oneOf })),
      tests,
    ])
    .describe('A value, a list of possible values, or tests: is, is-not, one-of, at-least, at-most, contains, matches');
}

/** Source of a regular expression, flag u; refused while reading if it is none. */
export const regularExpression = z.string().superRefine((source, context) => {
  try {
    new RegExp(source, 'u');
  } catch (error) {
    context.addIssue(`expected a regular expression: ${error instanceof Error ? error.message : String(error)}`);
  }
});

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

interface Tests {
  readonly is?: string | number | boolean | null | undefined;
  readonly 'is-not'?: string | number | boolean | null | undefined;
  readonly 'one-of'?: readonly (string | number | boolean | null)[] | undefined;
  readonly 'at-least'?: number | undefined;
  readonly 'at-most'?: number | undefined;
  readonly contains?: string | undefined;
  readonly matches?: string | undefined;
}

function allOfTests(tests: Tests, context: z.RefinementCtx): Matcher {
  const all: Matcher[] = [];
  if (tests.is !== undefined) all.push({ is: tests.is });
  if (tests['is-not'] !== undefined) all.push({ not: { is: tests['is-not'] } });
  if (tests['one-of'] !== undefined) all.push({ oneOf: tests['one-of'] });
  if (tests['at-least'] !== undefined) all.push({ atLeast: tests['at-least'] });
  if (tests['at-most'] !== undefined) all.push({ atMost: tests['at-most'] });
  if (tests.contains !== undefined) all.push({ contains: tests.contains });
  if (tests.matches !== undefined) all.push({ matches: tests.matches });
  const [first, second] = all;
  if (first === undefined) context.addIssue('expected a test such as { at-least: 1 } or { contains: text }');
  return first !== undefined && second === undefined ? first : { allOf: all };
}
