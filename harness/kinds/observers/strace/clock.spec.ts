import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runUs } from '../../../vocabulary/time.js';
import type { WallClock } from '../observer.js';
import { TraceClock } from './clock.js';

const reading = (wallUs: number, at: number, uncertaintyUs = 3): WallClock => ({
  wallUs,
  at: runUs(at),
  uncertaintyUs,
});

/** Reads these, one after the other. */
const clockOf = (...readings: WallClock[]): TraceClock =>
  new TraceClock(() => readings.shift() ?? assert.fail('one reading too many'));

test('a time of the wall clock is as far from the first reading as on the run’s clock', () => {
  const clock = clockOf(reading(5_000_000, 700));
  assert.deepEqual([clock.at(5_000_000), clock.at(5_000_250), clock.at(4_999_900)], [700, 950, 600]);
  assert.equal(clock.uncertaintyUs, 3);
});

// A step counts from 1000 µs, and what both readings may be wrong by (3 + 4 µs).
for (const { gained, step } of [
  { gained: 0, step: undefined },
  { gained: 1007, step: undefined },
  { gained: 1008, step: 1008 },
  { gained: -3_600_000_000, step: 3_600_000_000 },
]) {
  test(`a wall clock that gained ${gained} µs was ${step === undefined ? 'not ' : ''}set`, () => {
    assert.equal(clockOf(reading(5_000_000, 700), reading(6_000_000 + gained, 1_000_700, 4)).stepUs(), step);
  });
}
