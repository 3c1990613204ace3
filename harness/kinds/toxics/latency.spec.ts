import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../vocabulary/random.js';
import { latency } from './latency.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

describe('latency', () => {
  test('delays a chunk by latency, counted from its arrival', () => {
    const action = latency.onChunk({
      ...momentOf({ latency: 100, jitter: 0 }, undefined, { nowMs: 990 }),
      ...chunkOf(10, 950),
    });
    assert.deepEqual(action, { do: 'deliver', sizeBytes: 10, atMs: 1050 });
  });

  test('draws within [latency - jitter, latency + jitter)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer(),
        (ms, jitter, seed) => {
          const random = seededRandom(seed, 'jitter');
          const action = latency.onChunk({
            ...momentOf({ latency: ms, jitter }, undefined, { random }),
            ...chunkOf(1, 0),
          });
          assert.ok(action.do === 'deliver' && action.atMs >= ms - jitter && action.atMs < ms + jitter);
        },
      ),
    );
  });

  test('a negative latency or jitter is no delay, as in Toxiproxy', () => {
    const action = latency.onChunk({ ...momentOf({ latency: -5, jitter: -9 }, undefined), ...chunkOf(1, 7) });
    assert.deepEqual(action, { do: 'deliver', sizeBytes: 1, atMs: 2 });
  });

  test('refuses what would overflow', () => {
    assert.equal(
      latency.refuse?.({ latency: 100, jitter: 2 ** 62 }),
      'jitter must be at most 8796093022208 ms, found 4611686018427388000',
    );
    assert.equal(latency.refuse?.({ latency: 100, jitter: 50 }), undefined);
  });

  test('never refuses room that a second of 32 MiB needs', () => {
    assert.equal(latency.roomBytes?.({ latency: 1000, jitter: 0 }), 32 * 1024 * 1024);
  });
});

describe('latency’s receipt', () => {
  const attributes = { latency: 100, jitter: 20 };

  test('is left when bytes were held for at least latency - jitter', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).sent('downstream', 91, 4);
    const receipt = latency.receipt(story.evidence(attributes));
    assert.deepEqual(receipt, { left: true, explanation: 'connection 1: 4 B held for 81 ms', evidence: [1, 2] });
  });

  test('is not left when bytes passed too soon', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).sent('downstream', 11, 4);
    const receipt = latency.receipt(story.evidence(attributes));
    assert.equal(receipt.left, false);
    assert.equal(
      receipt.explanation,
      'looked for bytes of the downstream stream held for at least 80 ms; on connection 1: 4 B held for 1 ms. Try: let bytes pass after the toxic is in place, and see that the link names the right stream',
    );
  });

  test('is left when the connection ended before the bytes were due', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).endedByPeer(60, 'client', 'rst').closed(61);
    const receipt = latency.receipt(story.evidence(attributes));
    assert.equal(receipt.left, true);
    assert.equal(receipt.explanation, 'connection 1: 4 B held for 51 ms, until the connection was over');
  });

  test('is left when the toxic was removed before the bytes were due', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).sent('downstream', 50, 4);
    const receipt = latency.receipt(story.evidence(attributes, { healedUs: 49_000 }));
    assert.equal(receipt.explanation, 'connection 1: 4 B held for 39 ms, until the toxic was removed or the run ended');
  });

  test('does not take bytes for held that had no time to pass', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).closed(11);
    assert.equal(latency.receipt(story.evidence(attributes)).left, false);
  });

  test('counts coalesced chunks by bounds that hold for each of them', () => {
    const slow = new WireStory().opened(0);
    slow.together('received', 'downstream', { fromMs: 0, untilMs: 20, sizeBytes: 100, chunks: 10 });
    slow.together('sent', 'downstream', { fromMs: 100, untilMs: 120, sizeBytes: 100, chunks: 10 });
    assert.equal(latency.receipt(slow.evidence(attributes)).left, true);
    const fast = new WireStory().opened(0);
    fast.together('received', 'downstream', { fromMs: 0, untilMs: 200, sizeBytes: 100, chunks: 10 });
    fast.together('sent', 'downstream', { fromMs: 1, untilMs: 201, sizeBytes: 100, chunks: 10 });
    assert.equal(latency.receipt(fast.evidence(attributes)).left, false);
  });

  test('is not left when bytes merely waited for a slow reader, and others passed at once', () => {
    const story = new WireStory().opened(0);
    for (const [cameMs, leftMs] of [
      [10, 11],
      [12, 300],
    ] as const)
      story.received('downstream', cameMs, 4).sent('downstream', leftMs, 4);
    const within = (fromMs: number, untilMs: number) =>
      latency.receipt(story.evidence(attributes, { surely: { fromUs: fromMs * 1000, untilUs: untilMs * 1000 } }));
    assert.match(within(5, 400).explanation, /4 B were handed on within 1 ms, and others waited for their reader/);
    // While it is injected or healed, bytes may escape it.
    assert.equal(within(11, 400).left, true);
    assert.equal(within(0, 10).left, true);
  });

  test('ignores what passed before the toxic was there', () => {
    const story = new WireStory().opened(0).received('downstream', 10, 4).sent('downstream', 200, 4);
    assert.equal(latency.receipt(story.evidence(attributes, { injectedUs: 300_000 })).left, false);
  });

  test('says what to try when no connection, no byte, or the other stream was seen', () => {
    const none = latency.receipt(new WireStory().evidence(attributes)).explanation;
    assert.match(
      none,
      /no connection passed the link while the toxic was there\. Try: inject it before the client is started/,
    );
    const silent = latency.receipt(new WireStory().opened(0).evidence(attributes)).explanation;
    assert.match(
      silent,
      /on connection 1: no byte was received\. Try: let bytes pass in the downstream stream; did you mean stream: upstream\?/,
    );
    const never = latency.receipt(new WireStory().opened(0).evidence(attributes, { toxicity: 0 })).explanation;
    assert.match(never, /toxicity 0 applies to no connection\. Try: a toxicity above 0/);
    const seldom = new WireStory().opened(0).received('downstream', 1, 4).sent('downstream', 1, 4);
    assert.match(
      latency.receipt(seldom.evidence(attributes, { toxicity: 0.2 })).explanation,
      /toxicity 0\.2: it may have applied to none/,
    );
  });

  test('a jitter as large as the latency excuses no toxic that held nothing', () => {
    const wild = { latency: 100, jitter: 100 };
    const story = (heldMs: number) =>
      new WireStory()
        .opened(0)
        .received('downstream', 1, 4)
        .sent('downstream', 1 + heldMs, 4);
    assert.equal(latency.receipt(story(0).evidence(wild)).left, false);
    assert.equal(latency.receipt(story(6).evidence(wild)).left, true);
    assert.equal(latency.receipt(story(2).evidence({ latency: 2, jitter: 0 })).left, true);
  });

  test('is found on any connection', () => {
    const story = new WireStory().opened(0).received('downstream', 1, 4).sent('downstream', 1, 4);
    story.opened(5).received('downstream', 10, 4).sent('downstream', 110, 4);
    assert.match(latency.receipt(story.evidence(attributes)).explanation, /^connection 2: 4 B held for 100 ms$/);
  });
});
