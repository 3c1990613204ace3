import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { timeout } from './timeout.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

describe('timeout', () => {
  test('drops data, each of which starts the clock anew', () => {
    const action = timeout.onChunk({ ...momentOf({ timeout: 200 }, { sinceMs: 0 }), ...chunkOf(9, 150) });
    assert.deepEqual(action, { do: 'drop', next: { sinceMs: 150 } });
    const deadline = timeout.deadline?.({ attributes: { timeout: 200 }, state: { sinceMs: 150 } });
    assert.deepEqual(deadline, { atMs: 350, ending: 'fin' });
  });

  test('its clock starts with the connection', () => {
    assert.deepEqual(timeout.start({ nowMs: 40, live: false }), { sinceMs: 40 });
  });

  test('0 never ends the connection', () => {
    assert.equal(timeout.deadline?.({ attributes: { timeout: 0 }, state: { sinceMs: 0 } }), undefined);
  });

  test('lets the end of the stream pass', () => {
    assert.ok(!('onEnd' in timeout));
  });

  test('its removal ends the connection, since bytes are missing', () => {
    assert.equal(timeout.closesOnRemoval, true);
  });
});

describe('timeout’s receipt', () => {
  test('is not left when bytes passed, though others were still waiting for a slow reader', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).sent('downstream', 11, 4);
    story.received('downstream', 12, 4);
    const surely = { fromUs: 0, untilUs: 500_000 };
    const receipt = timeout.receipt(story.evidence({ timeout: 0 }, { healedUs: 500_000, surely }));
    assert.match(receipt.explanation, /4 B were handed on within 1 ms/);
  });

  test('is left when bytes were received and never sent', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4);
    const receipt = timeout.receipt(story.evidence({ timeout: 0 }, { healedUs: 500_000 }));
    assert.deepEqual(receipt, {
      left: true,
      explanation: 'connection 1: 4 B were received and not sent',
      evidence: [1],
    });
  });

  test('is left when the proxy ended a connection after the silence', () => {
    const story = new WireStory().opened(0).endedByProxy(201, 'client', 'fin');
    const receipt = timeout.receipt(story.evidence({ timeout: 200 }));
    assert.deepEqual(receipt, {
      left: true,
      explanation: 'connection 1: ended after 201 ms of silence',
      evidence: [1],
    });
  });

  test('is not left by an end that the server made', () => {
    const story = new WireStory().opened(0).endedByPeer(201, 'server', 'fin').endedByProxy(201, 'client', 'fin');
    const { left, explanation } = timeout.receipt(story.evidence({ timeout: 200 }));
    assert.equal(left, false);
    assert.match(
      explanation,
      /received and never sent, or a connection ended after 200 ms of silence; on connection 1: no byte is missing/,
    );
  });

  test('is not left by an end that came too soon', () => {
    const story = new WireStory().opened(0).endedByProxy(150, 'client', 'fin');
    assert.equal(timeout.receipt(story.evidence({ timeout: 200 })).left, false);
  });

  test('is not left by bytes that were sent', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).sent('downstream', 10, 4);
    assert.equal(timeout.receipt(story.evidence({ timeout: 0 })).left, false);
  });
});
