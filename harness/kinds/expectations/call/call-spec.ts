// The entry `call:` as it is written, and the data it becomes.

import { z } from 'zod';
import type { Matcher } from '../../../record/pattern.js';
import { errnoNames } from '../../../vocabulary/errno.js';
import type { Words } from '../../words.js';
import { boundsSchema, count, rangeSchema, type Bounds } from '../bounds.js';
import { matcherSchema } from '../matcher.js';
import { EXCEPTION_NAMES } from './exceptions.js';

export interface CallSpec {
  readonly call: CallSelector;
  readonly returns?: Returns | undefined;
  readonly raises?: readonly string[] | undefined;
  readonly errno?: readonly string[] | undefined;
  readonly either?: readonly Alternative[] | undefined;
  readonly bytes?: Bounds | undefined;
  readonly takes?: Bounds | undefined;
  readonly args?: Readonly<Record<string, Matcher>> | undefined;
  readonly timeout?: number | 'none' | undefined;
  readonly pending?: Pending | undefined;
  readonly count?: Bounds | undefined;
}

export interface CallSelector {
  readonly by: string;
  readonly name: string;
  readonly run?: number | undefined;
  readonly thread?: number | undefined;
  readonly where?: Readonly<Record<string, Matcher>> | undefined;
  readonly nth?: Nth | undefined;
}

export type Nth = 'first' | 'last' | 'every' | 'any' | 'never' | number;

export type Returns =
  | { readonly what: 'ok' }
  | { readonly what: 'end-of-stream' }
  | { readonly what: 'fields'; readonly fields: Readonly<Record<string, Matcher>> };

export interface Alternative {
  readonly returns?: Returns | undefined;
  readonly raises?: readonly string[] | undefined;
  readonly errno?: readonly string[] | undefined;
}

/** Not come back when the steps were over, or not for at least so long, µs. */
export type Pending = { readonly what: 'when-steps-end' } | { readonly what: 'at-least'; readonly us: number };

export function callSchema(words: Words): z.ZodType<CallSpec> {
  const ending = {
    returns: returnsSchema(words).optional(),
    raises: oneOrMore(z.enum(EXCEPTION_NAMES as [string, ...string[]]))
      .optional()
      .describe('Class of the exception, or a parent of it; a list means one of these'),
    errno: oneOrMore(z.enum(errnoNames() as [string, ...string[]]))
      .optional()
      .describe('Name of the exception’s errno; a list means one of these'),
  };
  return z
    .strictObject({
      call: selectorSchema(words),
      ...ending,
      either: z
        .array(z.strictObject(ending).refine(hasClause, 'expected returns, raises or errno'))
        .min(2)
        .optional()
        .describe('Several endings, one of which must be true'),
      bytes: boundsSchema(words.size, 'Bytes that the call moved').optional(),
      takes: takesSchema(words).optional(),
      args: z.record(z.string(), matcherSchema(words)).optional().describe('Arguments by name and what each must be'),
      timeout: z
        .union([z.literal('none'), words.duration])
        .optional()
        .describe('Timeout in force when the call began: a duration, or none for a socket that blocks'),
      pending: pendingSchema(words).optional(),
      count: boundsSchema(count, 'How many calls satisfy the other clauses').optional(),
    })
    .superRefine(refuseContradictions);
}

function selectorSchema(words: Words): z.ZodType<CallSelector> {
  return z
    .strictObject({
      by: words.program.describe('The program that makes the call'),
      name: z
        .string()
        .regex(/^[a-z_]+$/, 'expected the name of a call: small letters and _')
        .describe('Name of the call as the program’s language has it: recv, sendall, accept'),
      run: z.int().min(1).optional().describe('Which start of the program, from 1; default: all'),
      thread: z.int().min(1).optional().describe('Which of its threads, in the order of their first call, from 1'),
      where: z
        .record(z.string(), matcherSchema(words))
        .optional()
        .describe('Only calls whose fields (`fd`, `args.option`, `result.fd`) satisfy these'),
      nth: nthSchema.optional(),
    })
    .describe('Which calls the entry is about');
}

const ORDINALS = { second: 2, third: 3 } as const;

const nthSchema: z.ZodType<Nth> = z
  .union([z.enum(['first', 'second', 'third', 'last', 'every', 'any', 'never']), z.int().min(1)])
  .transform((nth): Nth => (nth === 'second' || nth === 'third' ? ORDINALS[nth] : nth))
  .describe(
    'Which of these calls: first, last, a number from 1, every (the default: each one that came back), any, or never',
  );

function returnsSchema(words: Words): z.ZodType<Returns> {
  return z
    .union([
      z.literal('ok').transform((): Returns => ({ what: 'ok' })),
      z.enum(["b''", 'end-of-stream']).transform((): Returns => ({ what: 'end-of-stream' })),
      z
        .record(z.string(), matcherSchema(words))
        .refine((fields) => Object.keys(fields).length > 0, 'expected a field of the result')
        .transform((fields): Returns => ({ what: 'fields', fields })),
    ])
    .describe("ok, b'' (the end of the stream), or fields of the result and what each must be");
}

/** How late `at-once` may be: far above what a system call needs, far below any timeout worth testing. */
const AT_ONCE_US = 100_000;

function takesSchema(words: Words): z.ZodType<Bounds> {
  return z
    .union([
      z.literal('at-once').transform((): Bounds => ({ atMost: AT_ONCE_US })),
      rangeSchema(words.duration, 'Time'),
    ])
    .describe('Time inside the call: at-least (strict), at-most (measured noise is allowed for), or at-once (100 ms)');
}

function pendingSchema(words: Words): z.ZodType<Pending> {
  return z
    .union([
      z.literal(true).transform((): Pending => ({ what: 'when-steps-end' })),
      z
        .strictObject({ 'at-least': words.duration })
        .transform((written): Pending => ({ what: 'at-least', us: written['at-least'] })),
    ])
    .describe('true: had not come back when the steps were over; at-least: was still in the call after this time');
}

const oneOrMore = (name: z.ZodType<string>): z.ZodType<readonly string[]> =>
  z.union([name.transform((only) => [only]), z.array(name).min(1)]);

const hasClause = (alternative: Alternative): boolean => Object.keys(alternative).length > 0;

function refuseContradictions(spec: CallSpec, context: z.RefinementCtx): void {
  const contradict = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message });
  if (spec.count !== undefined && spec.call.nth !== undefined) {
    contradict('count', 'expected count without nth: it counts all calls that satisfy the other clauses');
  }
  if (spec.returns !== undefined && (spec.raises ?? spec.errno) !== undefined) {
    contradict('returns', 'expected returns or raises, not both: a call does one of them (use either for a choice)');
  }
  const ending = spec.returns ?? spec.raises ?? spec.errno ?? spec.either ?? spec.bytes ?? spec.takes;
  if (spec.pending !== undefined && ending !== undefined) {
    contradict('pending', 'expected pending alone: a call that has not come back has no result and no duration yet');
  }
}
