// How much of a run to show around a verdict: what lies so close to it, compared to its own length, that it belongs to it.
//
//   ──┤ start ├───────────────────────────┤ send, recv, FIN ▲ exit ├──────────────┤ clean-up ├──
//                                         └── shown: the next thing is farther away than all of this is long

import type { Item } from './item.js';
import type { Lasting } from './series.js';
import { firstWhere } from './series.js';

const FEW = 10;
const MANY = 400;
const CLOSE_US = 1_000;

/** When anything began or ended that a program did or that passed the wire, up to `endUs`, in order. */
export function momentsOf(items: readonly Item[], endUs: number): Float64Array {
  const moments: number[] = [];
  for (const item of items) {
    if (item.kind === 'step' || item.kind === 'fault' || item.kind === 'verdict') continue;
    if (item.fromUs <= endUs) moments.push(item.fromUs);
    if (item.untilUs > item.fromUs && item.untilUs <= endUs) moments.push(item.untilUs);
  }
  return Float64Array.from(moments).sort();
}

/** The range and what belongs to it: at least a few moments, at most many. */
export function focusOn({ fromUs, untilUs }: Lasting, moments: Float64Array): Lasting {
  let from = fromUs;
  let until = untilUs;
  let before = firstWhere(moments.length, (index) => (moments[index] ?? 0) >= fromUs) - 1;
  let after = firstWhere(moments.length, (index) => (moments[index] ?? 0) > untilUs);
  for (let count = after - before - 1; count < MANY; count += 1) {
    const gapBefore = before < 0 ? Infinity : from - (moments[before] ?? 0);
    const gapAfter = after >= moments.length ? Infinity : (moments[after] ?? 0) - until;
    const gap = Math.min(gapBefore, gapAfter);
    if (gap === Infinity || (count >= FEW && gap > Math.max(until - from, CLOSE_US))) break;
    if (gapBefore <= gapAfter) from = moments[before--] ?? from;
    else until = moments[after++] ?? until;
  }
  return { fromUs: from, untilUs: until };
}
