import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resetPeer } from './reset-peer.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

describe('reset_peer', () => {
  const attributes = { timeout: 100 };

  test('on a new connection it waits for the first byte, and then for its timeout', () => {
    const state = resetPeer.start({ nowMs: 0, live: false });
    assert.equal(resetPeer.deadline?.({ attributes, state }), undefined);
    const action = resetPeer.onChunk({ ...momentOf(attributes, state), ...chunkOf(9, 40) });
    assert.deepEqual(action, { do: 'close', sizeBytes: 0, ending: 'abort', atMs: 140 });
  });

  test('the end of the stream is as good as a byte', () => {
    const state = resetPeer.start({ nowMs: 0, live: false });
    const action = resetPeer.onEnd?.({ ...momentOf(attributes, state), arrivedMs: 40, ending: 'fin' });
    assert.deepEqual(action, { do: 'close', ending: 'abort', atMs: 140 });
  });

  test('a live connection is reset after the timeout, whether or not bytes pass', () => {
    const state = resetPeer.start({ nowMs: 1000, live: true });
    assert.deepEqual(resetPeer.deadline?.({ attributes, state }), { atMs: 1100, ending: 'abort' });
    const action = resetPeer.onChunk({ ...momentOf(attributes, state), ...chunkOf(9, 1050) });
    assert.deepEqual(action, { do: 'close', sizeBytes: 0, ending: 'abort', atMs: 1100 });
  });
});

describe('reset_peer’s receipt', () => {
  const attributes = { timeout: 0 };

  test('is left by an RST that no peer asked for', () => {
    const story = new WireStory().opened(0).received('downstream', 5, 9).endedByProxy(6, 'client', 'rst');
    const receipt = resetPeer.receipt(story.evidence(attributes));
    assert.deepEqual(receipt, {
      left: true,
      explanation: 'connection 1: an RST went to the client after 6 ms',
      evidence: [2],
    });
  });

  test('is not left by an RST that the other peer made', () => {
    const story = new WireStory().opened(0).endedByPeer(5, 'server', 'rst').endedByProxy(6, 'client', 'rst');
    const { left, explanation } = resetPeer.receipt(story.evidence(attributes));
    assert.equal(left, false);
    assert.match(
      explanation,
      /looked for an RST towards a peer that the other peer did not send; on connection 1: no such RST was sent/,
    );
  });

  test('is not left by a FIN, by a failed dial, or by an RST before it', () => {
    const fin = new WireStory().opened(0).endedByProxy(6, 'client', 'fin');
    assert.equal(resetPeer.receipt(fin.evidence(attributes)).left, false);
    const dial = new WireStory().opened(0).dialFailed(1).endedByProxy(2, 'client', 'rst');
    assert.equal(resetPeer.receipt(dial.evidence(attributes)).left, false);
    const early = new WireStory().opened(0).endedByProxy(2, 'client', 'rst');
    assert.equal(resetPeer.receipt(early.evidence(attributes, { injectedUs: 3000 })).left, false);
  });

  test('is not left by an RST that came too soon', () => {
    const story = new WireStory().opened(0).received('downstream', 5, 9).endedByProxy(60, 'client', 'rst');
    assert.equal(resetPeer.receipt(story.evidence({ timeout: 60 })).left, true);
    const { left, explanation } = resetPeer.receipt(story.evidence({ timeout: 100 }));
    assert.equal(left, false);
    assert.match(
      explanation,
      /did not send, after 100 ms or more; on connection 1: an RST went to the client after 60 ms/,
    );
  });

  test('is not left by what the clean-up makes of it', () => {
    // A silent client is ended when the steps are over: its FIN meets a toxic that is still there.
    const story = new WireStory().opened(0).endedByPeer(500, 'client', 'fin').endedByProxy(501, 'server', 'rst');
    assert.equal(resetPeer.receipt(story.evidence(attributes, { healedUs: 499_000 })).left, false);
  });
});
