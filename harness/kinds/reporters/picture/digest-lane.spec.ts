import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seqOf } from '../../../vocabulary/time.js';
import type { CallBar } from '../timeline.js';
import { digestLane } from './digest-lane.js';

/** Each other one of another name, so that they are not the same call again and again. */
function calls(count: number, odd: Readonly<Record<number, Partial<CallBar>>> = {}): readonly CallBar[] {
  return Array.from({ length: count }, (_, index) => ({
    seq: seqOf(index),
    enteredSeq: undefined,
    run: 1,
    name: index % 2 === 0 ? 'recv' : 'send',
    fromUs: index * 10,
    untilUs: index * 10 + 5,
    state: 'ok',
    invocation: 'it()',
    result: '1 B',
    text: 'it() → 1 B',
    sizeBytes: 1,
    timeoutS: undefined,
    ...odd[index],
  }));
}

const drawn = (all: readonly CallBar[], proofs: readonly number[] = []): readonly CallBar[] =>
  digestLane({ program: 'client', runs: [], calls: all, output: [], marks: [] }, new Set(proofs.map(seqOf)), 1_000_000)
    .calls;

describe('the calls of a program in a picture', () => {
  test('are drawn one by one where they are few', () => {
    const few = calls(20);
    assert.deepEqual(drawn(few), few);
  });

  test('are drawn some as one where they are many, which says what they moved together', () => {
    const many = drawn(calls(280));
    assert.equal(many.length, 28);
    assert.deepEqual([many[0]?.invocation, many[0]?.result, many[0]?.state], ['recv, send ×10', '10 B', 'ok']);
  });

  test('hide none that raised or never came back among those that did', () => {
    const many = drawn(calls(280, { 13: { state: 'raised', sizeBytes: undefined }, 25: { state: 'open' } }));
    assert.deepEqual(
      many.slice(0, 4).map(({ state, result }) => `${state}: ${result}`),
      ['ok: 10 B', 'raised: 9 B, 1 raised', 'open: 10 B, 1 never returned', 'ok: 10 B'],
    );
  });

  test('are drawn by themselves where a verdict rests on them', () => {
    assert.ok(drawn(calls(280), [140]).some(({ seq, text }) => seq === 140 && text === 'it() → 1 B'));
  });
});
