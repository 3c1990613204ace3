// slicer: cuts every chunk into pieces of about `average_size` ± `size_variation` bytes, `delay` µs apart. As in Toxiproxy
// a chunk is halved (give or take the variation) until no piece is larger than the sum of both.

import { formatDurationUs, formatSize } from '../../vocabulary/units.js';
import type { Random } from '../../vocabulary/random.js';
import { receiptFrom, slicesOf } from './evidence.js';
import { attribute, type Attributes, type ToxicEvidence, type ToxicKind } from './toxic.js';

interface Slices {
  /** Parts of the chunk at the head that are still to be cut, the next one last; empty between chunks. A few, never all. */
  readonly left: readonly number[];
}

export const slicer: ToxicKind<Slices> = {
  name: 'slicer',
  about: 'cuts chunks into pieces of about `average_size`, `delay` apart',
  attributes: { average_size: 'bytes', size_variation: 'bytes', delay: 'us' },
  refuse: (attributes) => {
    const average = attribute(attributes, 'average_size');
    const variation = attribute(attributes, 'size_variation');
    if (average < 1) return `average_size must be at least 1 byte, found ${average}`;
    if (variation >= average) return `size_variation must be less than average_size (${average}), found ${variation}`;
    return undefined;
  },
  start: () => ({ left: [] }),
  onChunk: ({ attributes, state, chunk, nowMs, handedOnMs, random }) => {
    const parts = state.left.length > 0 ? state.left : [chunk.sizeBytes];
    const [sizeBytes, left] = nextPiece(parts, attributes, random);
    const delayMs = Math.max(0, attribute(attributes, 'delay')) / 1000;
    const atMs = handedOnMs === undefined ? nowMs : handedOnMs + delayMs;
    return { do: 'deliver', sizeBytes, atMs, next: { left } };
  },
  receipt: (evidence) =>
    receiptFrom(evidence, {
      lookedFor: `chunks of the ${evidence.stream} stream cut into pieces of ${formatSize(largest(evidence))} or less`,
      find: (connection) => {
        const slices = slicesOf(connection, evidence);
        if (slices === undefined) return { near: 'no byte passed' };
        const meanBytes = Math.round(slices.sentBytes / slices.sent);
        const took = formatDurationUs(slices.tookUs);
        const text = `${slices.received} received, ${slices.sent} of ${formatSize(meanBytes)} on average sent in ${took}`;
        const areSmall = meanBytes <= MERGED * largest(evidence);
        return slices.sent > slices.received && areSmall ? { found: text, evidence: slices.evidence } : { near: text };
      },
      hint: 'send messages larger than average_size + size_variation, and give it a delay (10 ms) if the pieces are to arrive apart',
    }),
};

/** Behind a foreign proxy a tap may read several pieces that came close together as one. */
const MERGED = 4;

/** No piece has more bytes. */
const largest = ({ attributes }: ToxicEvidence): number =>
  attribute(attributes, 'average_size') + Math.max(0, attribute(attributes, 'size_variation'));

/** Cuts the last part until what comes first of it is small enough; and what is left after that. */
function nextPiece(
  parts: readonly number[],
  attributes: Attributes,
  random: Random,
): readonly [sizeBytes: number, left: readonly number[]] {
  const average = attribute(attributes, 'average_size');
  const variation = Math.max(0, attribute(attributes, 'size_variation'));
  const left = [...parts];
  let size = left.pop() ?? 0;
  while (size > average + variation) {
    const shift = variation > 0 ? random.integer(-variation, variation - 1) : 0;
    const middle = Math.min(size - 1, Math.max(1, Math.floor(size / 2) + shift));
    left.push(size - middle);
    size = middle;
  }
  return [size, left];
}
