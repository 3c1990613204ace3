import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatDurationUs, formatSize, parseQuantity, quantityExamples, type Quantity } from './units.js';

const value = (quantity: Quantity, text: string): number | string => {
  const parsed = parseQuantity(quantity, text);
  return parsed.ok ? parsed.value : parsed.hint;
};

describe('quantities as scenarios write them', () => {
  const rows: readonly (readonly [Quantity, string, number])[] = [
    ['duration', '250ms', 250_000],
    ['duration', '250 ms', 250_000],
    ['duration', '2s', 2_000_000],
    ['duration', '1.5s', 1_500_000],
    ['duration', '500us', 500],
    ['duration', '500µs', 500],
    ['duration', '1min', 60_000_000],
    ['duration', '0s', 0],
    ['duration', '500ms + 100ms', 600_000],
    ['duration', '500ms+100ms+1us', 600_001],
    ['duration', '3 × 1s', 3_000_000],
    ['duration', '3x1s', 3_000_000],
    ['duration', '2 * 500ms + 1s', 2_000_000],
    ['duration', '500ms × 2', 1_000_000],
    ['size', '512B', 512],
    ['size', '64KiB', 65_536],
    ['size', '64kib', 65_536],
    ['size', '2MB', 2_000_000],
    ['size', '1.5KiB', 1_536],
    ['size', '1GiB', 1_073_741_824],
    ['rate', '100KB/s', 100_000],
    ['rate', '2MiB/s', 2_097_152],
  ];
  for (const [quantity, text, expected] of rows) {
    test(`${text} is a ${quantity} of ${expected}`, () => assert.equal(value(quantity, text), expected));
  }

  const refused: readonly (readonly [Quantity, string, string])[] = [
    ['duration', '250', 'a duration needs a unit: did you mean 250ms?'],
    ['size', '64', 'a size needs a unit: did you mean 64B?'],
    ['rate', '64', 'a rate needs a unit: did you mean 64B/s?'],
    ['duration', '250KiB', '"KiB" is not a unit of duration: use us, µs, ms, s, min'],
    ['size', '64ms', '"ms" is not a unit of size: use B, KB, MB, GB, KiB, MiB, GiB'],
    ['duration', 'soon', 'write a duration with its unit, such as 250ms, 2s or 500us'],
    ['duration', '', 'write a duration with its unit, such as 250ms, 2s or 500us'],
    ['duration', '-1s', 'write a duration with its unit, such as 250ms, 2s or 500us'],
    ['duration', '5constructor', '"constructor" is not a unit of duration: use us, µs, ms, s, min'],
    ['duration', '1s + ', 'write a duration with its unit, such as 250ms, 2s or 500us'],
  ];
  for (const [quantity, text, hint] of refused) {
    test(`"${text}" is no ${quantity}, and the hint says what to write`, () =>
      assert.equal(value(quantity, text), hint));
  }

  test('an exponent is no part of a size', () => assert.equal(parseQuantity('size', '1e3B').ok, false));

  test('every example that a message gives can be parsed', () => {
    for (const quantity of ['duration', 'size', 'rate'] as const) {
      const examples = quantityExamples(quantity).match(/\d[^\s,]*/g) ?? [];
      assert.ok(examples.length > 0);
      for (const example of examples) assert.equal(parseQuantity(quantity, example).ok, true, example);
    }
  });

  test('a sum is the sum of its terms, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 5 }), (amounts) => {
        const text = amounts.map((amount) => `${amount}ms`).join(' + ');
        assert.equal(
          value('duration', text),
          amounts.reduce((sum, amount) => sum + amount * 1_000, 0),
        );
      }),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseQuantity('duration', text).ok === 'boolean'));
  });
});

describe('quantities for people', () => {
  const durations: readonly (readonly [number, string])[] = [
    [0, '0 µs'],
    [999, '999 µs'],
    [1_234, '1.23 ms'],
    [500_000, '500 ms'],
    [2_000_000, '2 s'],
    [2_345_678, '2.35 s'],
    [123_456_789, '123.5 s'],
  ];
  for (const [us, text] of durations) test(`${us} µs reads ${text}`, () => assert.equal(formatDurationUs(us), text));

  const sizes: readonly (readonly [number, string])[] = [
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [1_048_576, '1 MiB'],
    [5_368_709_120, '5 GiB'],
  ];
  for (const [bytes, text] of sizes) test(`${bytes} bytes read ${text}`, () => assert.equal(formatSize(bytes), text));
});
