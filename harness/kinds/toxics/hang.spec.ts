import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hang } from './hang.js';
import { completeAttributes, type Attributes } from './toxic.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

const complete = (attributes: Attributes): Attributes => completeAttributes(hang, attributes);
const start = { sinceMs: 1000, passedBytes: 0 };

describe('hang', () => {
  test('lets bytes pass up to its point, and keeps the rest', () => {
    const attributes = complete({ at: 100 });
    const first = hang.onChunk({ ...momentOf(attributes, start, { nowMs: 5 }), ...chunkOf(80) });
    assert.deepEqual(first, { do: 'deliver', sizeBytes: 80, atMs: 5, next: { ...start, passedBytes: 80 } });
    const state = { ...start, passedBytes: 80 };
    const second = hang.onChunk({ ...momentOf(attributes, state, { nowMs: 5 }), ...chunkOf(80) });
    assert.deepEqual(second, { do: 'deliver', sizeBytes: 20, atMs: 5, next: { ...start, passedBytes: 100 } });
    const third = hang.onChunk({ ...momentOf(attributes, { ...start, passedBytes: 100 }), ...chunkOf(60) });
    assert.deepEqual(third, { do: 'hold' });
  });

  test('after its time nothing passes', () => {
    const attributes = complete({ after: 200 });
    const early = hang.onChunk({ ...momentOf(attributes, start, { nowMs: 1199 }), ...chunkOf(80) });
    assert.equal(early.do, 'deliver');
    const late = hang.onChunk({ ...momentOf(attributes, start, { nowMs: 1200 }), ...chunkOf(80) });
    assert.deepEqual(late, { do: 'hold' });
  });

  test('holds ends as it holds bytes, a reset too', () => {
    const attributes = complete({ at: 100 });
    for (const ending of ['fin', 'rst'] as const) {
      const before = { ...momentOf(attributes, start), arrivedMs: 0, ending };
      assert.deepEqual(hang.onEnd?.(before), { do: 'pass' });
      assert.deepEqual(hang.onEnd?.({ ...before, state: { ...start, passedBytes: 100 } }), { do: 'hold' });
    }
    const atOnce = { ...momentOf(complete({}), start), arrivedMs: 0, ending: 'fin' } as const;
    assert.deepEqual(hang.onEnd?.(atOnce), { do: 'hold' });
  });

  test('refuses what lies before the beginning', () => {
    assert.equal(hang.refuse?.(complete({ at: -1 })), 'at must be at least 0, found -1');
  });
});

describe('hang’s receipt', () => {
  const receiptOf = (attributes: Attributes, story: WireStory, healedMs = 60_000) =>
    hang.receipt(story.evidence(complete(attributes), { healedUs: healedMs * 1000 }));
  const after100 = (): WireStory => new WireStory().opened(0).received('downstream', 1, 400).sent('downstream', 1, 100);

  test('is left by bytes behind its point that are not sent', () => {
    const receipt = receiptOf({ at: 100 }, after100());
    assert.equal(receipt.left, true);
    assert.match(receipt.explanation, /^connection 1: after 100 B and 1 ms 300 B were held up for /);
    assert.match(
      receiptOf({ at: 101 }, after100()).explanation,
      /on connection 1: after 100 B and 1 ms 300 B were held/,
    );
  });

  test('is left when they are sent as soon as it is healed', () => {
    assert.equal(receiptOf({ at: 100 }, after100().sent('downstream', 300, 300), 301).left, true);
    assert.equal(receiptOf({ at: 100 }, after100().sent('downstream', 2, 300), 301).left, false);
  });

  test('after a time is left by what comes later than that', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 100).sent('downstream', 1, 100);
    assert.match(receiptOf({ after: 200 }, story).explanation, /neither a byte nor an end was held up/);
    story.received('downstream', 250, 100);
    assert.match(
      receiptOf({ after: 200 }, story).explanation,
      /^connection 1: after 100 B and 250 ms 100 B were held up/,
    );
    assert.equal(receiptOf({ after: 300 }, story).left, false);
  });

  test('is left by an end that is held up', () => {
    const story = new WireStory().opened(0).endedByPeer(5, 'server', 'fin');
    assert.equal(receiptOf({}, story).explanation, 'connection 1: after 0 B and 5 ms the end was held up');
    assert.equal(receiptOf({}, story.endedByProxy(6, 'client', 'fin')).left, false);
  });
});
