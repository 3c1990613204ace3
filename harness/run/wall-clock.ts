// The wall clock beside the run's clock, to the microsecond. Node reads CLOCK_REALTIME in whole milliseconds only: the moment
// at which it turns to the next one is exact.

import type { WallClock } from '../kinds/observers/observer.js';
import { monotonicUs, type MonotonicUs, type RunUs } from '../vocabulary/time.js';

/** Two readings that lie farther apart were interrupted, and are taken again, so often. */
const MOST_TRIES = 4;
const GOOD_ENOUGH_US = 5;

/** Takes up to 2 ms, of which most calls need one. */
export function readWallClock(at: (us: MonotonicUs) => RunUs): WallClock {
  let best = nextTurn();
  for (let tries = 1; tries < MOST_TRIES && best.gapUs > GOOD_ENOUGH_US; tries += 1) {
    const turn = nextTurn();
    if (turn.gapUs < best.gapUs) best = turn;
  }
  return { wallUs: best.wallMs * 1000, at: at(best.afterUs), uncertaintyUs: best.gapUs + 1 };
}

interface Turn {
  readonly wallMs: number;
  readonly afterUs: MonotonicUs;
  /** The turn lies in the last so many microseconds before `afterUs`. */
  readonly gapUs: number;
}

function nextTurn(): Turn {
  const before = Date.now();
  for (let lastUs = monotonicUs(); ;) {
    const wallMs = Date.now();
    const nowUs = monotonicUs();
    if (wallMs !== before) return { wallMs, afterUs: nowUs, gapUs: nowUs - lastUs };
    lastUs = nowUs;
  }
}
