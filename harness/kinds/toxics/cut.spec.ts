import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cut } from './cut.js';
import { completeAttributes, type Attributes } from './toxic.js';
import { chunkOf, momentOf } from './testing/moments.js';
import { WireStory } from './testing/wire-story.js';

const complete = (attributes: Attributes): Attributes => completeAttributes(cut, attributes);
const start = { sinceMs: 1000, passedBytes: 0 };

describe('cut', () => {
  const at100 = complete({ at: 100 });

  test('counts what passes', () => {
    const action = cut.onChunk({ ...momentOf(at100, { ...start, passedBytes: 50 }), ...chunkOf(49) });
    assert.deepEqual(action, { do: 'pass', next: { ...start, passedBytes: 99 } });
  });

  for (const sizeBytes of [50, 51, 5000]) {
    test(`lets 50 of ${sizeBytes} bytes pass when 50 are left, and ends the connection`, () => {
      const action = cut.onChunk({
        ...momentOf(at100, { ...start, passedBytes: 50 }, { nowMs: 7 }),
        ...chunkOf(sizeBytes),
      });
      assert.deepEqual(action, { do: 'close', sizeBytes: 50, ending: 'fin', atMs: 7 });
    });
  }

  test('ends as its word says, with a FIN by default', () => {
    for (const [given, ending] of [
      [{}, 'fin'],
      [{ with: 'rst' }, 'rst'],
      [{ with: 'silence' }, 'silence'],
    ] as const) {
      const attributes = complete({ at: 1, ...given });
      const action = cut.onChunk({ ...momentOf(attributes, start), ...chunkOf(1) });
      assert.equal(action.do === 'close' ? action.ending : action.do, ending);
    }
  });

  test('after a time it needs no byte', () => {
    const attributes = complete({ after: 200, with: 'rst' });
    assert.deepEqual(cut.deadline?.({ attributes, state: start }), { atMs: 1200, ending: 'rst' });
    const early = cut.onChunk({ ...momentOf(attributes, start, { nowMs: 1199 }), ...chunkOf(10) });
    assert.equal(early.do, 'pass');
    const late = cut.onChunk({ ...momentOf(attributes, start, { nowMs: 1200 }), ...chunkOf(10) });
    assert.deepEqual(late, { do: 'close', sizeBytes: 0, ending: 'rst', atMs: 1200 });
  });

  test('neither byte nor time: at once, idle or not', () => {
    const attributes = complete({});
    assert.deepEqual(cut.deadline?.({ attributes, state: start }), { atMs: 1000, ending: 'fin' });
    const action = cut.onChunk({ ...momentOf(attributes, start, { nowMs: 1001 }), ...chunkOf(10) });
    assert.deepEqual(action, { do: 'close', sizeBytes: 0, ending: 'fin', atMs: 1001 });
  });

  test('a point lowered below what has passed is reached', () => {
    const state = { ...start, passedBytes: 150 };
    assert.deepEqual(cut.deadline?.({ attributes: at100, state }), { atMs: 1000, ending: 'fin' });
    assert.equal(cut.deadline?.({ attributes: at100, state: start }), undefined);
  });

  test('refuses what lies before the beginning', () => {
    assert.equal(cut.refuse?.(complete({ at: -1 })), 'at must be at least 0, found -1');
    assert.equal(cut.refuse?.(complete({ after: -5 })), 'after must be at least 0, found -5');
    assert.equal(cut.refuse?.(complete({ at: 0 })), undefined);
  });
});

describe('cut’s receipt', () => {
  const received = (): WireStory => new WireStory().opened(0).received('downstream', 1, 250);
  const receiptOf = (attributes: Attributes, story: WireStory) => cut.receipt(story.evidence(complete(attributes)));

  test('is left by exactly N bytes and then the end that it says', () => {
    const story = received().sent('downstream', 1, 100).endedByProxy(2, 'client', 'rst');
    assert.deepEqual(receiptOf({ at: 100, with: 'rst' }, story), {
      left: true,
      explanation: 'connection 1: 100 B were sent, then an RST',
      evidence: [3],
    });
    assert.match(receiptOf({ at: 100 }, story).explanation, /cut at byte 100, and then a FIN .* the end was an RST/);
    assert.match(receiptOf({ at: 101, with: 'rst' }, story).explanation, /100 B were sent, then an RST after 2 ms/);
  });

  test('is not left by an end that a peer made', () => {
    const story = received()
      .sent('downstream', 1, 100)
      .endedByPeer(2, 'server', 'fin')
      .endedByProxy(2, 'client', 'fin');
    assert.match(receiptOf({ at: 100 }, story).explanation, /100 B were sent, and no such end/);
  });

  test('after a time is left by an end that does not come earlier', () => {
    const early = received().sent('downstream', 1, 250).endedByProxy(150, 'client', 'fin');
    assert.equal(receiptOf({ after: 200 }, early).left, false);
    const late = received().sent('downstream', 1, 250).endedByProxy(210, 'client', 'fin');
    assert.equal(receiptOf({ after: 200 }, late).explanation, 'connection 1: 250 B were sent, then a FIN after 210 ms');
    assert.equal(receiptOf({ at: 250, after: 900 }, late).left, true, 'whichever comes first');
  });

  test('at once is left by an end with no byte before it', () => {
    const story = new WireStory().opened(0).endedByProxy(1, 'client', 'fin');
    assert.equal(receiptOf({}, story).explanation, 'connection 1: 0 B were sent, then a FIN');
  });

  test('silence is left by bytes of either stream, or an end, that were not passed on', () => {
    const bytes = received().sent('downstream', 1, 100);
    assert.match(
      receiptOf({ at: 100, with: 'silence' }, bytes).explanation,
      /100 B were sent, then silence: what came/,
    );
    const other = new WireStory().opened(0).received('downstream', 1, 100).sent('downstream', 1, 100);
    assert.match(receiptOf({ at: 100, with: 'silence' }, other).explanation, /nothing was kept from passing/);
    other.received('upstream', 5, 7);
    assert.equal(receiptOf({ at: 100, with: 'silence' }, other).left, true);
    const end = new WireStory().opened(0).endedByPeer(5, 'server', 'fin').closed(50);
    assert.match(receiptOf({ with: 'silence' }, end).explanation, /0 B were sent, then silence: an end was not passed/);
    const told = received().sent('downstream', 1, 100).endedByProxy(2, 'client', 'fin');
    assert.match(receiptOf({ at: 100, with: 'silence' }, told).explanation, /the proxy ended the connection/);
  });
});
