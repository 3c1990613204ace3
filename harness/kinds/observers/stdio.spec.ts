import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { observe } from './spec-support/recording.js';
import { LONGEST_LINE, stdio } from './stdio.js';

/** The lines that come out when the bytes come in, in these pieces, on stdout. */
function linesOf(...pieces: readonly (string | Uint8Array)[]): readonly Record<string, unknown>[] {
  const { hand, events } = observe(stdio);
  for (const piece of pieces) hand(1, piece);
  hand(1, undefined);
  return events('output.line').map(({ data: { text, cut, unterminated } }) => ({
    text,
    ...(cut === undefined ? {} : { cut }),
    ...(unterminated === undefined ? {} : { unterminated }),
  }));
}

describe('the lines of a program', () => {
  test('are joined from pieces and cut at line breaks of either kind', () => {
    assert.deepEqual(linesOf('re', 'ply: ciao\r', '\nnext\n', '\n'), [
      { text: 'reply: ciao' },
      { text: 'next' },
      { text: '' },
    ]);
  });

  test('are the same whatever the pieces', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'è', '€', '😀', '\n', '\r', '\0', '\ufeff') });
    fc.assert(
      fc.property(text, fc.array(fc.nat(20)), (written, cuts) => {
        const bytes = Buffer.from(written);
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
        assert.deepEqual(linesOf(...pieces), linesOf(bytes));
      }),
    );
  });

  test('keep characters that lie across two pieces', () => {
    const bytes = Buffer.from('perché\n');
    assert.deepEqual(linesOf(bytes.subarray(0, 6), bytes.subarray(6)), [{ text: 'perché' }]);
  });

  test('say when the last one has no line break', () => {
    assert.deepEqual(linesOf('whole\npart'), [{ text: 'whole' }, { text: 'part', unterminated: true }]);
    assert.deepEqual(linesOf(Buffer.from([0x61, 0xe2, 0x82])), [{ text: 'a\ufffd', unterminated: true }]);
    assert.deepEqual(linesOf(''), []);
  });

  test('replace what is not UTF-8 and keep NUL and a byte order mark', () => {
    assert.deepEqual(linesOf(Buffer.from([0xff, 0x00, 0x0a])), [{ text: '\ufffd\0' }]);
    assert.deepEqual(linesOf('\ufefftext\n'), [{ text: '\ufefftext' }]);
  });

  test('are cut when they are longer than what is recorded, in one piece or many', () => {
    const longest = 'x'.repeat(LONGEST_LINE);
    assert.deepEqual(linesOf(`${longest}\r\nnext\n`), [{ text: longest }, { text: 'next' }]);
    assert.deepEqual(linesOf(longest, 'y\n', 'next\n'), [{ text: longest, cut: true }, { text: 'next' }]);
    assert.deepEqual(linesOf(longest.repeat(3), longest, '\n', 'next'), [
      { text: longest, cut: true },
      { text: 'next', unterminated: true },
    ]);
    assert.deepEqual(linesOf(`${longest}y`), [{ text: longest, cut: true, unterminated: true }]);
  });

  test('of stdout and stderr stay apart', () => {
    const { hand, events } = observe(stdio);
    hand(1, 'to std');
    hand(2, 'to stderr\n');
    hand(1, 'out\n');
    assert.deepEqual(
      events('output.line').map(({ data, observer }) => [observer, data.program, data.run, data.stream, data.text]),
      [
        ['stdio', 'subject', 1, 'stderr', 'to stderr'],
        ['stdio', 'subject', 1, 'stdout', 'to stdout'],
      ],
    );
  });
});

test('a Python program is told not to hold its lines back', () => {
  assert.deepEqual(stdio.equip({}), { env: { PYTHONUNBUFFERED: '1' }, descriptors: [1, 2] });
});
