import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seededRandom, type Random } from './random.js';

const draw = (random: Random, times: number): readonly number[] => Array.from({ length: times }, () => random.next());

describe('seeded randomness', () => {
  test('the same seed and name give the same draws', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, name) => {
        assert.deepEqual(draw(seededRandom(seed, name), 20), draw(seededRandom(seed, name), 20));
      }),
    );
  });

  test('another seed, or another name, gives other draws', () => {
    const [one, seed, name] = [seededRandom(1, 'wire'), seededRandom(2, 'wire'), seededRandom(1, 'wier')];
    const first = draw(one, 8);
    assert.notDeepEqual(first, draw(seed, 8));
    assert.notDeepEqual(first, draw(name, 8));
  });

  test('these draws are those of every version: an old record’s seed can be run again', () => {
    const random = seededRandom(1, 'wire');
    assert.deepEqual(
      Array.from({ length: 5 }, () => random.integer(0, 999)),
      [193, 406, 315, 309, 32],
    );
  });

  test('draws stay in [0, 1), whole numbers in their bounds, both included', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(20), (seed, low, span) => {
        const random = seededRandom(seed, 'bounds');
        for (let i = 0; i < 50; i += 1) {
          const share = random.next();
          assert.ok(share >= 0 && share < 1);
          const whole = random.integer(low, low + span);
          assert.ok(Number.isInteger(whole) && whole >= low && whole <= low + span);
        }
      }),
    );
  });

  test('ten thousand draws fall evenly into ten bins', () => {
    const bins = Array.from({ length: 10 }, () => 0);
    const random = seededRandom(7, 'bins');
    for (let i = 0; i < 10_000; i += 1) {
      const bin = random.integer(0, 9);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    // 1000 expected, standard deviation 30: six of them are never seen by chance.
    for (const [bin, count] of bins.entries()) assert.ok(Math.abs(count - 1000) < 200, `bin ${bin}: ${count}`);
  });
});
