import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { didYouMean, editDistance, nearest } from './near.js';

describe('editDistance', () => {
  test('counts insertions, deletions, substitutions and swaps of neighbours as one each', () => {
    const pairs = [
      ['latency', 'latncy', 1],
      ['latency', 'latencyy', 1],
      ['latency', 'lotency', 1],
      ['latency', 'latecny', 1],
      ['', 'abc', 3],
      ['abc', 'abc', 0],
    ] as const;
    for (const [a, b, distance] of pairs) assert.equal(editDistance(a, b), distance, `${a} ${b}`);
  });

  test('is symmetric, zero only for equals, at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        assert.equal(distance, editDistance(b, a));
        assert.equal(distance === 0, a === b);
        assert.ok(distance <= Math.max(a.length, b.length));
      }),
    );
  });
});

describe('nearest', () => {
  test('finds the name that was meant', () => {
    const known = ['upstream', 'downstream', 'latency', 'slow_close', 'at-least', 'seconds', 'KILL'];
    const pairs = [
      ['latncy', 'latency'],
      ['Latency', 'latency'],
      ['slow-close', 'slow_close'],
      ['at_least', 'at-least'],
      ['down', 'downstream'],
      ['secs', 'seconds'],
      ['SIGKILL', 'KILL'],
    ] as const;
    for (const [written, meant] of pairs) assert.equal(nearest(written, known), meant, written);
  });

  test('suggests nothing that was hardly meant', () => {
    for (const written of ['x', 'banana', 'foo'])
      assert.equal(nearest(written, ['latency', 'rate', 'for ever']), undefined);
  });

  test('reads an iterator only once', () => {
    assert.equal(didYouMean('sever', new Map([['server', 1]]).keys()), 'did you mean "server"?');
  });
});
