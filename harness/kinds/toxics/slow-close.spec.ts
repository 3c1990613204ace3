import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { slowClose } from './slow-close.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

describe('slow_close', () => {
  test('lets data pass and delays the end', () => {
    assert.deepEqual(slowClose.onChunk({ ...momentOf({ delay: 500 }, undefined), ...chunkOf(9) }), { do: 'pass' });
    const action = slowClose.onEnd?.({ ...momentOf({ delay: 500 }, undefined), arrivedMs: 100, ending: 'fin' });
    assert.deepEqual(action, { do: 'deliver', atMs: 600 });
  });
});

describe('slow_close’s receipt', () => {
  const attributes = { delay: 500 };

  test('is not left when the end merely waited behind bytes for a slow reader', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).endedByPeer(100, 'server', 'fin');
    story.sent('downstream', 700, 4).endedByProxy(701, 'client', 'fin');
    assert.match(slowClose.receipt(story.evidence(attributes)).explanation, /the end was handed on after 1 ms/);
  });

  test('is left when the end was handed on at least delay later', () => {
    const story = new WireStory().opened(0).endedByPeer(100, 'server', 'fin').endedByProxy(601, 'client', 'fin');
    const receipt = slowClose.receipt(story.evidence(attributes));
    assert.deepEqual(receipt, {
      left: true,
      explanation: 'connection 1: the end was handed on after 501 ms',
      evidence: [1, 2],
    });
  });

  test('is not left when it was handed on sooner', () => {
    const story = new WireStory().opened(0).endedByPeer(100, 'server', 'fin').endedByProxy(101, 'client', 'fin');
    const { left, explanation } = slowClose.receipt(story.evidence(attributes));
    assert.equal(left, false);
    assert.match(
      explanation,
      /handed on at least 500 ms after it came; on connection 1: the end was handed on after 1 ms/,
    );
  });

  test('is left when the run ended while the end was held', () => {
    const story = new WireStory().opened(0).endedByPeer(100, 'server', 'fin');
    const { explanation } = slowClose.receipt(story.evidence(attributes, { healedUs: 300_000 }));
    assert.equal(
      explanation,
      'connection 1: the end was held for 200 ms, until the toxic was removed or the run ended',
    );
  });

  test('says that the stream has to end', () => {
    const { left, explanation } = slowClose.receipt(new WireStory().opened(0).evidence(attributes));
    assert.equal(left, false);
    assert.match(explanation, /the stream did not end\. Try: let the sender of that stream close its connection/);
  });
});
