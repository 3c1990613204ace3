// One word of the language: reads a value of the YAML file, says what is wrong with it, and describes itself to editors.

import { z } from 'zod';
import type { ProblemText } from '../text/problem-list.js';
import { describeScalar } from '../text/tree.js';

/** What is found in the file, after substitution: text, number, list… */
export type Reading<T> =
  | { readonly value: T }
  /** `at`: the path inside the value to what is wrong. Default: the value as a whole. */
  | { readonly problem: ProblemText; readonly at?: readonly string[] };

/** JSON Schema of what may be written. */
export type Documentation = Readonly<Record<string, unknown>> & { readonly description: string };

/** A schema whose only judge is `read`. Absent values are left to the object that they are missing from. */
export function word<T>(documentation: Documentation, read: (written: unknown) => Reading<T>): z.ZodType<T> {
  return z
    .unknown()
    .transform((written, context): T => {
      if (written === undefined) {
        context.issues.push({ code: 'invalid_type', expected: 'nonoptional', input: written });
        return z.NEVER;
      }
      const reading = read(written);
      if ('value' in reading) return reading.value;
      context.issues.push({
        code: 'custom',
        message: reading.problem.message,
        // `word` marks that the value as a whole was refused, which a union of alternatives needs to know.
        params: { ...reading.problem, word: reading.at === undefined },
        path: [...(reading.at ?? [])],
        input: written,
      });
      return z.NEVER;
    })
    .meta({ ...documentation });
}

/** `the number 500`, for "found". */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return describeScalar(value);
  return value === null ? 'nothing' : 'a mapping';
}
