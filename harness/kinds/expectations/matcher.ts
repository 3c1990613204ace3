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

/** The unit in which events tell the field at this path; undefined if what it holds is no duration and no size. */
const unitOf = (path: string, words: Words): z.ZodType<number> | undefined => {
  if (path.endsWith('Us')) return words.duration;
  return path.endsWith('Bytes') ? words.size : undefined;
};

/** `{ sizeBytes: 2MiB }` as the number that events tell. Text that is no such value could only ever differ: undefined. */
export function inUnitOf(path: string, matcher: Matcher, words: Words): Matcher | undefined {
  const unit = unitOf(path, words);
  const read = (value: Scalar): Scalar | undefined => {
    if (unit === undefined || typeof value !== 'string') return value;
    return unit.safeParse(value).data;
  };
  return unit === undefined ? matcher : mapValues(matcher, read);
}

type Scalar = z.infer<typeof scalar>;

function mapValues(matcher: Matcher, read: (value: Scalar) => Scalar | undefined): Matcher | undefined {
  if ('is' in matcher) {
    const is = read(matcher.is);
    return is === undefined ? undefined : { is };
  }
  if ('oneOf' in matcher) {
    const oneOf = matcher.oneOf.map(read).filter((value) => value !== undefined);
    return oneOf.length === matcher.oneOf.length ? { oneOf } : undefined;
  }
  if ('not' in matcher) {
    const not = mapValues(matcher.not, read);
    return not === undefined ? undefined : { not };
  }
  if ('allOf' in matcher) {
    const allOf = matcher.allOf.map((one) => mapValues(one, read)).filter((one) => one !== undefined);
    return allOf.length === matcher.allOf.length ? { allOf } : undefined;
  }
  return matcher;
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
