import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { limitData } from './limit-data.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

describe('limit_data', () => {
  test('counts what passes', () => {
    const action = limitData.onChunk({ ...momentOf({ bytes: 100 }, { passedBytes: 50 }), ...chunkOf(49) });
    assert.deepEqual(action, { do: 'pass', next: { passedBytes: 99 } });
  });

  test('cuts the chunk that crosses the limit, and ends the connection', () => {
    const action = limitData.onChunk({
      ...momentOf({ bytes: 100 }, { passedBytes: 50 }, { nowMs: 7 }),
      ...chunkOf(80),
    });
    assert.deepEqual(action, { do: 'close', sizeBytes: 50, ending: 'fin', atMs: 7 });
  });

  test('reaching the limit exactly ends the connection at once', () => {
    const action = limitData.onChunk({ ...momentOf({ bytes: 100 }, { passedBytes: 50 }), ...chunkOf(50) });
    assert.equal(action.do, 'close');
  });

  test('0, or a limit lowered below what has passed, lets no byte pass', () => {
    const action = limitData.onChunk({ ...momentOf({ bytes: 0 }, { passedBytes: 50 }), ...chunkOf(50) });
    assert.deepEqual(action, { do: 'close', sizeBytes: 0, ending: 'fin', atMs: 0 });
  });
});

describe('limit_data’s receipt', () => {
  const attributes = { bytes: 100 };

  test('is left by exactly N bytes and then an end that the sender did not make', () => {
    const story = new WireStory()
      .opened(0)
      .received('downstream', 1, 250)
      .sent('downstream', 1, 100)
      .endedByProxy(2, 'client', 'fin');
    const receipt = limitData.receipt(story.evidence(attributes));
    assert.deepEqual(receipt, {
      left: true,
      explanation: 'connection 1: 100 B were sent, then the end',
      evidence: [2, 3],
    });
  });

  test('is not left by an end of the sender', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 100).sent('downstream', 1, 100);
    story.endedByPeer(2, 'server', 'fin').endedByProxy(2, 'client', 'fin');
    const { left, explanation } = limitData.receipt(story.evidence(attributes));
    assert.equal(left, false);
    assert.match(
      explanation,
      /exactly 100 B of the downstream stream sent, and then an end that the sender did not make; on connection 1: 100 B were sent, and the proxy did not end/,
    );
  });

  test('is not left by another number of bytes', () => {
    const story = new WireStory()
      .opened(0)
      .received('downstream', 1, 250)
      .sent('downstream', 1, 99)
      .endedByProxy(2, 'client', 'fin');
    assert.match(
      limitData.receipt(story.evidence(attributes)).explanation,
      /on connection 1: 99 B were sent before the end/,
    );
  });

  test('at 0 the end alone is the evidence', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 1).endedByProxy(2, 'client', 'fin');
    assert.equal(limitData.receipt(story.evidence({ bytes: 0 })).left, true);
  });

  test('counts from when it was injected', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 50).sent('downstream', 1, 50);
    story.received('downstream', 10, 200).sent('downstream', 10, 100).endedByProxy(11, 'client', 'fin');
    assert.equal(limitData.receipt(story.evidence(attributes, { injectedUs: 5000 })).left, true);
  });
});
