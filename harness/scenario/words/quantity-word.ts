// Durations, sizes and rates with their units: `250ms`, `64KiB`, `100KB/s`.

import type { z } from 'zod';
import { parseQuantity, quantityExamples, unitsOf, type Quantity } from '../../vocabulary/units.js';
import type { ProblemText } from '../text/problem-list.js';
import { describeValue, word, type Documentation, type Reading } from './word.js';

/** A quantity with its unit → µs, bytes, bytes per second. */
export function quantityWord(quantity: Quantity): z.ZodType<number> {
  return word(QUANTITY_DOCUMENTATION[quantity], (written) => readQuantity(quantity, written));
}

export function readQuantity(quantity: Quantity, written: unknown): Reading<number> {
  if (typeof written === 'string') {
    const parsed = parseQuantity(quantity, written);
    if (parsed.ok) return { value: parsed.value };
    return { problem: notA(quantity, written, parsed.hint) };
  }
  return { problem: notA(quantity, written, undefined) };
}

/** What a bare number may have meant. */
const LIKELY_UNITS: Readonly<Record<Quantity, readonly string[]>> = {
  duration: ['ms', 's'],
  size: ['B', 'KiB'],
  rate: ['KB/s', 'MB/s'],
};

function notA(quantity: Quantity, written: unknown, hint: string | undefined): ProblemText {
  const bare = typeof written === 'number' || (typeof written === 'string' && /^\d+(\.\d+)?$/.test(written));
  const meant = bare ? `did you mean ${LIKELY_UNITS[quantity].map((unit) => `${written}${unit}`).join(' or ')}?` : hint;
  return {
    message: bare ? `a ${quantity} without its unit` : `this is not a ${quantity}`,
    expected: `a ${quantity} with its unit, ${quantityExamples(quantity)}`,
    found: describeValue(written),
    ...(meant === undefined ? {} : { hint: meant }),
  };
}

/** Says what `parseQuantity` reads. */
function documentationOf(quantity: Quantity, description: string): Documentation {
  const amount = String.raw`\d+(\.\d+)?\s*(${unitsOf(quantity).map(inAnyCase).join('|')})`;
  const term = String.raw`((\d+\s*[×x*]\s*)?${amount}|${amount}\s*[×x*]\s*\d+)`;
  return { description, type: 'string', pattern: String.raw`^\s*${term}(\s*\+\s*${term})*\s*$` };
}

const inAnyCase = (unit: string): string =>
  unit.replaceAll(/[A-Za-z]/g, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

export const QUANTITY_DOCUMENTATION: Readonly<Record<Quantity, Documentation>> = {
  duration: documentationOf('duration', 'A duration with its unit: `250ms`, `2s`, `500us`, `1min`.'),
  size: documentationOf('size', 'A size with its unit: `512B`, `64KiB`, `2MB`.'),
  rate: documentationOf('rate', 'A rate with its unit: `100KB/s`, `2MiB/s`.'),
};
