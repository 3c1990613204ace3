import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstWhere, Series } from './series.js';

const lasting = fc
  .tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 300 }))
  .map(([fromUs, length]) => ({ fromUs, untilUs: fromUs + length }));

test('a window holds everything that touches it, in the order of time', () => {
  fc.assert(
    fc.property(fc.array(lasting, { maxLength: 60 }), lasting, (all, { fromUs, untilUs }) => {
      const series = new Series(all);
      const [first, end] = series.window(fromUs, untilUs);
      const seen = new Set(series.all.slice(first, end));
      for (const each of all) {
        const touches = each.untilUs >= fromUs && each.fromUs <= untilUs;
        assert.ok(!touches || seen.has(each));
      }
      for (const each of seen) assert.ok(each.fromUs <= untilUs, 'nothing that begins later');
    }),
  );
});

test('binary search finds where a condition begins to hold', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), (length, from) => {
      assert.equal(
        firstWhere(length, (index) => index >= from),
        Math.min(length, from),
      );
    }),
  );
});
