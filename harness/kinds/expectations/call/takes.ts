// How long a call took. A timeout may be late, never early: the lower bound is strict. The upper bound allows for the
// noise that was measured while the call ran, and for nothing else.

import { formatDurationUs } from '../../../vocabulary/units.js';
import { describeBounds, type Bounds } from '../bounds.js';
import type { Finding } from '../expectation.js';
import { judgeLateness } from '../noise.js';
import { missing, seqsOf } from '../verdict-words.js';
import { describeCall, describeEnding, nameOf, type Moment, type PlacedCall } from './call-text.js';

/** Start and duration are each cut to whole microseconds. */
const CLOCK_ROUNDING_US = 1;

export function judgeTakes(moment: Moment, placed: PlacedCall, bounds: Bounds): Finding {
  const { returned, entered } = placed.call;
  const texts = {
    clause: 'takes',
    expected: `${nameOf(placed)} takes ${describeBounds(bounds, formatDurationUs)}`,
    actual: describeCall(moment, placed),
    evidence: seqsOf([entered, returned]),
  };
  if (returned === undefined) return missing(moment.record, texts);
  const { atLeast: atLeastUs, atMost: atMostUs } = bounds;
  const actualUs = returned.data.durationUs;
  const timing = {
    actualUs,
    ...(atLeastUs === undefined ? {} : { atLeastUs }),
    ...(atMostUs === undefined ? {} : { atMostUs }),
  };
  const took = `${nameOf(placed)} took ${exactly(actualUs)} and ${describeEnding(returned.data)}`;
  if (atLeastUs !== undefined && actualUs < atLeastUs - CLOCK_ROUNDING_US) {
    const early = `${took}: ${formatDurationUs(atLeastUs - actualUs)} too early`;
    return { ...texts, actual: early, timing, outcome: 'broken' };
  }
  const lateUs = actualUs - (atMostUs ?? Infinity);
  if (lateUs <= 0) return { ...texts, actual: took, timing, outcome: 'held' };
  const window = { fromUs: placed.call.startUs, untilUs: placed.call.startUs + actualUs };
  const finding = { ...texts, actual: `${took}: ${formatDurationUs(lateUs)} too late`, timing };
  return judgeLateness(moment.record, { finding, lateUs, window, call: placed.call });
}

/** Three digits would show a call that was 100 µs early as "500 ms". */
const exactly = (us: number): string => (us < 1_000 ? formatDurationUs(us) : `${us / 1_000} ms`);
