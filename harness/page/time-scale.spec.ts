import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { around, TimeScale, within, zoom } from './time-scale.js';

const window = fc
  .tuple(fc.integer({ min: 0, max: 1e8 }), fc.integer({ min: 20, max: 1e8 }))
  .map(([fromUs, span]) => ({ fromUs, untilUs: fromUs + span }));

describe('time over pixels', () => {
  test('a time and its pixel are each other’s inverse', () => {
    fc.assert(
      fc.property(window, fc.double({ min: 0, max: 1, noNaN: true }), (range, share) => {
        const scale = new TimeScale(range, 100, 1_100);
        const us = range.fromUs + share * (range.untilUs - range.fromUs);
        assert.ok(Math.abs(scale.us(scale.x(us)) - us) < 1e-3);
        assert.ok(scale.x(us) >= 99.9 && scale.x(us) <= 1_100.1);
      }),
    );
  });

  test('zooming leaves what is pointed at where it is', () => {
    fc.assert(
      fc.property(window, fc.double({ min: 0.2, max: 5, noNaN: true }), (range, factor) => {
        const us = range.fromUs + (range.untilUs - range.fromUs) * 0.3;
        const before = new TimeScale(range, 0, 1_000).x(us);
        const after = new TimeScale(zoom(range, factor, us), 0, 1_000).x(us);
        assert.ok(Math.abs(before - after) < 1e-3);
      }),
    );
  });

  test('a window stays near the run, and never gets smaller than there is to see', () => {
    fc.assert(
      fc.property(window, fc.integer({ min: 1, max: 1e7 }), (range, durationUs) => {
        const { fromUs, untilUs } = within(range, durationUs);
        const marginUs = Math.max(durationUs * 0.04, 20);
        assert.ok(fromUs >= -marginUs - 1e-6 && untilUs <= durationUs + marginUs + 1e-6);
        assert.ok(untilUs - fromUs >= 20 - 1e-6);
      }),
    );
  });

  test('a range takes its share of the window around it', () => {
    assert.deepEqual(around({ fromUs: 1_000, untilUs: 2_000 }, 0.5), { fromUs: 500, untilUs: 2_500 });
  });

  const axes: readonly (readonly [fromUs: number, untilUs: number, texts: readonly string[]])[] = [
    [0, 5e6, ['0.0 s', '1.0 s', '2.0 s', '3.0 s', '4.0 s', '5.0 s']],
    [1_000_000, 1_050_000, ['1000 ms', '1010 ms', '1020 ms', '1030 ms', '1040 ms', '1050 ms']],
    [100, 150, ['0.10 ms', '0.11 ms', '0.12 ms', '0.13 ms', '0.14 ms', '0.15 ms']],
  ];
  for (const [fromUs, untilUs, texts] of axes) {
    test(`ticks are round, and their texts tell them apart: ${texts.join(', ')}`, () => {
      const ticks = new TimeScale({ fromUs, untilUs }, 0, 500).ticks(90);
      assert.deepEqual(
        ticks.map(({ text }) => text),
        texts,
      );
    });
  }
});
