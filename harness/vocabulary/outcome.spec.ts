import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { exitCodeOf, worstOutcome, type Outcome } from './outcome.js';

const OUTCOMES: readonly Outcome[] = ['held', 'unsupported', 'inconclusive', 'broken'];

describe('outcomes', () => {
  test('the worst wins: broken, inconclusive, unsupported, held', () => {
    for (const [index, outcome] of OUTCOMES.entries()) {
      for (const better of OUTCOMES.slice(0, index + 1)) {
        assert.equal(worstOutcome([better, outcome, better]), outcome);
      }
    }
  });

  test('held only if all are, whatever their order and number', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OUTCOMES)), (outcomes) => {
        assert.equal(
          worstOutcome(outcomes) === 'held',
          outcomes.every((outcome) => outcome === 'held'),
        );
        assert.equal(worstOutcome(outcomes), worstOutcome(outcomes.toReversed()));
      }),
    );
  });

  const codes: readonly (readonly [Outcome, number, number])[] = [
    ['held', 0, 0],
    ['broken', 1, 1],
    ['inconclusive', 3, 3],
    ['unsupported', 0, 4],
  ];
  for (const [outcome, lenient, strict] of codes) {
    test(`${outcome} exits with ${lenient}, and ${strict} under --strict`, () => {
      assert.equal(exitCodeOf(outcome, { strict: false }), lenient);
      assert.equal(exitCodeOf(outcome, { strict: true }), strict);
    });
  }
});
