// Bounds as an entry writes them: `4B`, `{ at-least: 1KiB, at-most: 64KiB }`, and how a value is held against them.

import { z } from 'zod';

/** All that are present must be true of the value. */
export interface Bounds {
  readonly exactly?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

/** `unit` parses one written value (a size, a duration, a count); a bare one means exactly that. */
export function boundsSchema(unit: z.ZodType<number>, what: string): z.ZodType<Bounds> {
  return z
    .union([unit, z.strictObject({ exactly: unit.optional(), ...rangeShape(unit) }).transform(toBounds)])
    .transform((bounds) => (typeof bounds === 'number' ? { exactly: bounds } : bounds))
    .describe(`${what}: one value for exactly that, or any of exactly, at-least, at-most`);
}

/** Like `boundsSchema` without `exactly`: a measured time is never exactly anything. */
export function rangeSchema(unit: z.ZodType<number>, what: string): z.ZodType<Bounds> {
  return z.strictObject(rangeShape(unit)).transform(toBounds).describe(`${what}: at-least, at-most or both`);
}

export const count = z.int().min(0).describe('A whole number');

export function isWithin(value: number, { exactly, atLeast, atMost }: Bounds): boolean {
  if (exactly !== undefined && value !== exactly) return false;
  if (atLeast !== undefined && value < atLeast) return false;
  return atMost === undefined || value <= atMost;
}

/** Can the value still come within the bounds by growing? */
export function mayGrowWithin(value: number, { exactly, atMost }: Bounds): boolean {
  return value <= Math.min(exactly ?? Infinity, atMost ?? Infinity);
}

/** `exactly 4 B`, `at least 1 KiB and at most 64 KiB`. */
export function describeBounds({ exactly, atLeast, atMost }: Bounds, format: (value: number) => string): string {
  const parts = [
    exactly === undefined ? [] : `exactly ${format(exactly)}`,
    atLeast === undefined ? [] : `at least ${format(atLeast)}`,
    atMost === undefined ? [] : `at most ${format(atMost)}`,
  ];
  return parts.flat().join(' and ');
}

const rangeShape = (unit: z.ZodType<number>) => ({ 'at-least': unit.optional(), 'at-most': unit.optional() });

interface WrittenBounds {
  readonly exactly?: number | undefined;
  readonly 'at-least'?: number | undefined;
  readonly 'at-most'?: number | undefined;
}

function toBounds(written: WrittenBounds, context: z.RefinementCtx): Bounds {
  const { exactly, 'at-least': atLeast, 'at-most': atMost } = written;
  if (exactly === undefined && atLeast === undefined && atMost === undefined) {
    context.addIssue('expected a bound: at-least, at-most, or exactly where it is possible');
  }
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    context.addIssue('expected at-least to be no more than at-most: nothing can satisfy both');
  }
  return { exactly, atLeast, atMost };
}
