import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { corrupt } from './corrupt.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

describe('corrupt', () => {
  const chunk = (at: number, passedBytes: number, sizeBytes: number) =>
    corrupt.onChunk({ ...momentOf({ at }, { passedBytes }), ...chunkOf(sizeBytes) });

  test('changes the byte at its offset, and no other', () => {
    assert.deepEqual(chunk(100, 0, 100), { do: 'pass', next: { passedBytes: 100 } });
    assert.deepEqual(chunk(100, 100, 10), { do: 'flip', atByte: 0, next: { passedBytes: 110 } });
    assert.deepEqual(chunk(100, 60, 41), { do: 'flip', atByte: 40, next: { passedBytes: 101 } });
    assert.deepEqual(chunk(100, 101, 10), { do: 'pass', next: { passedBytes: 111 } });
    assert.deepEqual(chunk(0, 0, 1), { do: 'flip', atByte: 0, next: { passedBytes: 1 } });
  });

  test('refuses an offset before the first byte', () => {
    assert.equal(corrupt.refuse?.({ at: -1 }), 'at must be at least 0, found -1');
    assert.equal(corrupt.refuse?.({ at: 0 }), undefined);
  });
});

describe('corrupt’s receipt', () => {
  const totals = (receivedBytes: number, sentBytes: number, digests: readonly [string, string]) => ({
    downstream: { receivedBytes, sentBytes, receivedSha256: digests[0], sentSha256: digests[1] },
  });
  const receiptOf = (story: WireStory) => corrupt.receipt(story.evidence({ at: 3 }));

  test('is left when as many bytes were sent as received, but not the same', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 9).sent('downstream', 1, 9);
    assert.deepEqual(receiptOf(story.closed(5, totals(9, 9, ['aa', 'bb']))), {
      left: true,
      explanation: 'connection 1: 9 B were sent, not the same as were received',
      evidence: [3],
    });
  });

  test('is not left when they are the same, or bytes are missing, or it is not known', () => {
    const story = (): WireStory => new WireStory().opened(0).received('downstream', 1, 9);
    assert.match(receiptOf(story().closed(5, totals(9, 9, ['aa', 'aa']))).explanation, /9 B were sent as they came/);
    assert.match(receiptOf(story().closed(5, totals(9, 4, ['aa', 'bb']))).explanation, /4 of 9 B were sent/);
    assert.match(receiptOf(story()).explanation, /its digests are not known: the record was cut short/);
  });
});
