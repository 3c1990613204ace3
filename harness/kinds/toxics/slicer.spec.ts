import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../vocabulary/random.js';
import { slicer } from './slicer.js';
import type { Attributes } from './toxic.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

/** The pieces that one chunk leaves in. */
function piecesOf(sizeBytes: number, attributes: Attributes, seed = 1): readonly number[] {
  const random = seededRandom(seed, 'slices');
  let state = slicer.start({ nowMs: 0, live: false });
  const pieces: number[] = [];
  for (let left = sizeBytes; left > 0;) {
    const action = slicer.onChunk({ ...momentOf(attributes, state, { random }), ...chunkOf(left) });
    assert.ok(action.do === 'deliver' && action.next !== undefined);
    state = action.next;
    pieces.push(action.sizeBytes);
    left -= action.sizeBytes;
  }
  return pieces;
}

describe('slicer', () => {
  test('halves a chunk until no piece is larger than average_size, as Toxiproxy does', () => {
    const pieces = piecesOf(1000, { average_size: 100, size_variation: 0, delay: 0 });
    assert.equal(pieces.length, 16);
    assert.deepEqual(
      [...new Set(pieces)].toSorted((a, b) => a - b),
      [62, 63],
    );
  });

  test('leaves a chunk alone that is small enough', () => {
    assert.deepEqual(piecesOf(100, { average_size: 90, size_variation: 10, delay: 0 }), [100]);
  });

  test('every piece has at least a byte, none is larger than average_size + size_variation, and none is lost', () => {
    const attributes = fc
      .integer({ min: 1, max: 5000 })
      .chain((average) =>
        fc.record({ average_size: fc.constant(average), size_variation: fc.integer({ min: -5, max: average - 1 }) }),
      );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 65_536 }),
        attributes,
        fc.integer(),
        (sizeBytes, { average_size, size_variation }, seed) => {
          const pieces = piecesOf(sizeBytes, { average_size, size_variation, delay: 0 }, seed);
          assert.equal(
            pieces.reduce((sum, piece) => sum + piece, 0),
            sizeBytes,
          );
          assert.ok(pieces.every((piece) => piece >= 1 && piece <= average_size + Math.max(0, size_variation)));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('waits for delay between pieces, also between those of two chunks', () => {
    const moment = momentOf(
      { average_size: 10, size_variation: 0, delay: 2500 },
      slicer.start({ nowMs: 0, live: false }),
      { nowMs: 50, handedOnMs: 49 },
    );
    const action = slicer.onChunk({ ...moment, ...chunkOf(5, 50) });
    assert.deepEqual(action, { do: 'deliver', sizeBytes: 5, atMs: 51.5, next: { left: [] } });
  });

  test('refuses sizes that end the real Toxiproxy', () => {
    assert.equal(
      slicer.refuse?.({ average_size: 0, size_variation: 0, delay: 0 }),
      'average_size must be at least 1 byte, found 0',
    );
    assert.equal(
      slicer.refuse?.({ average_size: 10, size_variation: 10, delay: 0 }),
      'size_variation must be less than average_size (10), found 10',
    );
  });
});

describe('slicer’s receipt', () => {
  const attributes = { average_size: 10, size_variation: 0, delay: 1000 };

  test('is left when more pieces were sent than received', () => {
    const story = new WireStory()
      .opened(0)
      .received('downstream', 1, 20)
      .sent('downstream', 1, 10)
      .sent('downstream', 3, 10);
    const receipt = slicer.receipt(story.evidence(attributes));
    assert.deepEqual(receipt, {
      left: true,
      explanation: 'connection 1: 1 received, 2 of 10 B on average sent in 2 ms',
      evidence: [1, 2, 3],
    });
  });

  test('counts pieces that were recorded together', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 2000);
    story.together('sent', 'downstream', { fromMs: 1, untilMs: 300, sizeBytes: 2000, chunks: 200 });
    assert.match(slicer.receipt(story.evidence(attributes)).explanation, /1 received, 200 of 10 B on average sent/);
  });

  test('is not left when the chunks were too small to be cut', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 5).sent('downstream', 1, 5);
    const { left, explanation } = slicer.receipt(story.evidence(attributes));
    assert.equal(left, false);
    assert.match(
      explanation,
      /pieces of 10 B or less; on connection 1: 1 received, 1 of 5 B on average sent in 0 µs\. Try: send messages larger/,
    );
  });

  test('is not left by pieces that are far too large', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 2000);
    story.together('sent', 'downstream', { fromMs: 1, untilMs: 300, sizeBytes: 2000, chunks: 40 });
    assert.equal(slicer.receipt(story.evidence(attributes)).left, false);
    assert.equal(slicer.receipt(story.evidence({ ...attributes, average_size: 20 })).left, true);
  });
});
