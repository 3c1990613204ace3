// slicer: cuts every chunk into pieces of about `average_size` ± `size_variation` bytes, `delay` µs apart. As in Toxiproxy
// a chunk is halved (give or take the variation) until no piece is larger than the sum of both.

import { formatDurationUs, formatSize } from '../../vocabulary/units.js';
import type { Random } from '../../vocabulary/random.js';
import { receiptFrom, slicesOf } from './evidence.js';
import { attribute, type Attributes, type ToxicEvidence, type ToxicKind } from './toxic.js';

interface Slices {
  /** Sizes of the pieces of the chunk at the head. */
  readonly sizes: readonly number[];
  /** How many of them are gone; all of them between chunks. A chunk may have thousands: nothing is copied for each. */
  readonly gone: number;
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
  start: () => ({ sizes: [], gone: 0 }),
  onChunk: ({ attributes, state, chunk, nowMs, handedOnMs, random }) => {
    const isBetween = state.gone >= state.sizes.length;
    const { sizes, gone } = isBetween ? { sizes: slice(chunk.sizeBytes, attributes, random), gone: 0 } : state;
    const sizeBytes = sizes[gone] ?? chunk.sizeBytes;
    const delayMs = Math.max(0, attribute(attributes, 'delay')) / 1000;
    const atMs = handedOnMs === undefined ? nowMs : handedOnMs + delayMs;
    return { do: 'deliver', sizeBytes, atMs, next: { sizes, gone: gone + 1 } };
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

/** Sizes of the pieces, in order; their sum is `sizeBytes`. */
function slice(sizeBytes: number, attributes: Attributes, random: Random): readonly number[] {
  const average = attribute(attributes, 'average_size');
  const variation = Math.max(0, attribute(attributes, 'size_variation'));
  const pieces: number[] = [];
  const waiting = [sizeBytes];
  for (let size = waiting.pop(); size !== undefined; size = waiting.pop()) {
    if (size <= average + variation) {
      pieces.push(size);
      continue;
    }
    const shift = variation > 0 ? random.integer(-variation, variation - 1) : 0;
    const middle = Math.min(size - 1, Math.max(1, Math.floor(size / 2) + shift));
    waiting.push(size - middle, middle);
  }
  return pieces;
}
