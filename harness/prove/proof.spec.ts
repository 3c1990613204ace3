import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countProofs, exitCodeOfProofs, judgementOfProof, type Proof } from './proof.js';
import { mutant, proof, ran } from './spec-support.js';

const CASES: readonly (readonly [string, Partial<Proof>, number])[] = [
  ['all as it must be', {}, 0],
  ['a scenario without control and mutants', { control: { outcome: 'none', reason: 'x' }, mutants: [] }, 0],
  ['a mutant that survives', { mutants: [mutant('a', 'caught'), mutant('b', 'survived')] }, 1],
  ['a mutant that breaks elsewhere', { mutants: [mutant('a', 'elsewhere')] }, 1],
  ['a control that breaks', { control: ran('broken') }, 1],
  ['a scenario that breaks', { itself: ran('broken') }, 1],
  ['something inconclusive', { mutants: [mutant('a', 'inconclusive')] }, 3],
  [
    'something wrong beside something inconclusive',
    { itself: ran('inconclusive'), mutants: [mutant('a', 'survived')] },
    1,
  ],
  ['a machine that lacks something', { control: ran('unsupported'), itself: ran('unsupported'), mutants: [] }, 0],
];

describe('the exit code', () => {
  for (const [what, parts, code] of CASES) {
    test(`of ${what} is ${code}`, () =>
      assert.equal(exitCodeOfProofs([proof(), proof(parts)], { strict: false }), code));
  }

  test('is 4 under --strict when this machine lacks something', () => {
    assert.equal(exitCodeOfProofs([proof({ itself: ran('unsupported') })], { strict: true }), 4);
  });
});

test('a proof is as good as its worst trial', () => {
  assert.equal(judgementOfProof(proof()), 'right');
  assert.equal(judgementOfProof(proof({ control: ran('inconclusive') })), 'doubtful');
  assert.equal(judgementOfProof(proof({ control: ran('inconclusive'), itself: ran('broken') })), 'wrong');
});

test('counts are of mutants, but for what is broken and what can’t be told', () => {
  const proofs = [
    proof({ control: ran('broken') }),
    proof({
      control: { outcome: 'none' },
      itself: ran('inconclusive'),
      mutants: [mutant('a', 'survived'), mutant('b', 'inconclusive')],
    }),
  ];
  assert.deepEqual(countProofs(proofs), {
    scenarios: 2,
    controls: 1,
    mutants: 3,
    outcomes: { caught: 1, survived: 1, elsewhere: 0, inconclusive: 2, unsupported: 0 },
    broken: 1,
  });
});
