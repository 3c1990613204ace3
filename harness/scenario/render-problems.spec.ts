import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { renderProblems } from './render-problems.js';
import { cropAround, displayWidth } from './text/columns.js';

const PROBLEM = {
  span: { file: 'x.scenario.yaml', line: 3, column: 3, length: 2 },
  sourceLine: 'a: bc',
  message: 'wrong',
  expected: 'this',
  found: 'that',
  hint: 'try',
};

describe('renderProblems', () => {
  test('shows where, what, the line with a caret, expected, found and hint', () => {
    assert.equal(
      renderProblems([PROBLEM], { colour: false }),
      `x.scenario.yaml:3:3 error wrong
   |
 3 | a: bc
   |   ^^
   | expected: this
   | found:    that
   | hint:     try

1 problem
`,
    );
  });

  test('is empty for no problems', () => assert.equal(renderProblems([], { colour: true }), ''));

  test('has the same text with and without colour', () => {
    const coloured = renderProblems([PROBLEM], { colour: true });
    assert.notEqual(coloured, renderProblems([PROBLEM], { colour: false }));
    assert.equal(stripVTControlCharacters(coloured), renderProblems([PROBLEM], { colour: false }));
  });

  test('never hands control characters of a file to the terminal', () => {
    const text = renderProblems([{ ...PROBLEM, sourceLine: 'a: \u001b[2J\u0007\u202e', found: '\u001b]0;x' }], {
      colour: false,
    });
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
  });
});

describe('cropAround', () => {
  test('keeps the underlined part in sight, within the columns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 900 }),
        (before, length, after) => {
          const line = `${'.'.repeat(before)}${'#'.repeat(length)}${'.'.repeat(after)}`;
          const cropped = cropAround(line, { column: before + 1, length }, 110);
          assert.ok(cropped.text.length <= 110);
          const shown = cropped.text.slice(cropped.caret, cropped.caret + cropped.length);
          assert.match(shown, /^#+$/);
          assert.ok(shown.length >= Math.min(length, 80), `${shown.length} of ${length}`);
        },
      ),
    );
  });
});

test('displayWidth counts wide characters twice and combining ones not at all', () => {
  assert.deepEqual(['abc', '客户端', '🎉', 'e\u0301', ''].map(displayWidth), [3, 6, 2, 1, 0]);
});
