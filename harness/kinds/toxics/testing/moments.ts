// The moments in which a toxic is asked, with the parts that a test does not care about filled in.

import { seededRandom } from '../../../vocabulary/random.js';
import type { Attributes, ToxicChunk, ToxicMoment } from '../toxic.js';

export function momentOf<State>(
  attributes: Attributes,
  state: State,
  more: Partial<ToxicMoment<State>> = {},
): ToxicMoment<State> {
  return { attributes, state, nowMs: 0, handedOnMs: undefined, random: seededRandom(1, 'test'), ...more };
}

export const chunkOf = (sizeBytes: number, arrivedMs = 0): { readonly chunk: ToxicChunk } => ({
  chunk: { sizeBytes, arrivedMs },
});
