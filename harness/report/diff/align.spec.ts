import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { align } from './align.js';

const laid = (a: string, b: string): string =>
  align(a.split(''), b.split(''), (letter) => letter)
    .map((row) => ('a' in row && 'b' in row ? `=${row.a}` : 'a' in row ? `-${row.a}` : `+${row.b}`))
    .join(' ');

describe('two lists side by side', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['', '', ''],
    ['abc', 'abc', '=a =b =c'],
    ['abc', '', '-a -b -c'],
    ['', 'ab', '+a +b'],
    ['abcd', 'abd', '=a =b -c =d'],
    ['abd', 'abcd', '=a =b +c =d'],
    ['abc', 'xbc', '-a +x =b =c'],
    ['scrc', 'ssrc', '=s -c +s =r =c'],
    ['abab', 'baba', '-a =b =a =b +a'],
  ];
  for (const [a, b, expected] of rows) {
    test(`${a || 'nothing'} and ${b || 'nothing'}: ${expected}`, () => assert.equal(laid(a, b), expected));
  }

  test('each item stands once, in its order, beside one of its own key', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const all = align(a, b, (letter) => letter);
        assert.deepEqual(
          all.flatMap((row) => ('a' in row ? [row.a] : [])),
          a,
        );
        assert.deepEqual(
          all.flatMap((row) => ('b' in row ? [row.b] : [])),
          b,
        );
        for (const row of all) if ('a' in row && 'b' in row) assert.equal(row.a, row.b);
      }),
    );
  });

  test('100,000 items take no quadratic time', { timeout: 20_000 }, () => {
    const a = Array.from({ length: 100_000 }, (_, index) => `${index % 7}`);
    const b = ['x', ...a.slice(1).map((key, index) => (index % 1000 === 5 ? 'y' : key)), 'z'];
    const all = align(a, b, (key) => key);
    assert.deepEqual(
      all.flatMap((row) => ('a' in row ? [row.a] : [])),
      a,
    );
    assert.deepEqual(
      all.flatMap((row) => ('b' in row ? [row.b] : [])),
      b,
    );
  });
});
