import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { focusOn } from './focus.js';

const ms = (...all: readonly number[]): Float64Array => Float64Array.from(all.map((each) => each * 1_000));

describe('what belongs to a verdict', () => {
  test('a moment among others a few milliseconds apart takes these with it, not what was long before', () => {
    const moments = ms(10, 300, 600, 601, 603, 604, 606, 607, 609, 610, 611, 612, 900, 2_000);
    assert.deepEqual(focusOn({ fromUs: 607_000, untilUs: 607_000 }, moments), { fromUs: 600_000, untilUs: 612_000 });
  });

  test('a long wait takes with it what is nearer to it than it is long', () => {
    const moments = ms(0, 100, 101, 500, 501, 502, 503, 504, 505, 1_500, 1_501, 1_600, 9_000);
    assert.deepEqual(focusOn({ fromUs: 505_000, untilUs: 1_500_000 }, moments), { fromUs: 0, untilUs: 1_600_000 });
  });

  test('of a run with few moments it is all of them', () => {
    assert.deepEqual(focusOn({ fromUs: 5_000, untilUs: 5_000 }, ms(1, 5, 4_000)), {
      fromUs: 1_000,
      untilUs: 4_000_000,
    });
  });

  test('of very many moments it is not all', () => {
    const moments = Float64Array.from({ length: 100_000 }, (_, index) => index * 10);
    const { fromUs, untilUs } = focusOn({ fromUs: 500_000, untilUs: 500_000 }, moments);
    assert.ok(untilUs - fromUs < 10_000);
  });
});
