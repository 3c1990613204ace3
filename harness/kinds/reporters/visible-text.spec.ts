import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { clipText, displayWidth, escapeXml, visibleLines, visibleText } from './visible-text.js';

describe('text of unknown origin', () => {
  const examples: Readonly<Record<string, string>> = {
    'plain ünïcode 😀': 'plain ünïcode 😀',
    'a\u001b[31mb\u0007': 'a\\x1b[31mb\\x07',
    'two\r\nlines\tand a tab': 'two\\r\\nlines\\tand a tab',
    '\u202eright to left': '\\u202eright to left',
    'lone \ud800 and \udc00': 'lone \\ud800 and \\udc00',
    'zero\u200bwidth\ufeff': 'zero\\u200bwidth\\ufeff',
    'שלום stays': 'שלום stays',
  };
  for (const [text, visible] of Object.entries(examples)) {
    test(`is shown as ${visible}`, () => {
      assert.equal(visibleText(text), visible);
    });
  }

  test('is cut at its limit', () => {
    assert.equal(visibleText('x'.repeat(3_000)).length, 2_001);
    assert.equal(visibleText('abcdef', 3), 'abc…');
  });

  test('keeps its lines where lines are wanted', () => {
    assert.equal(visibleLines('a\n\tb\u0000'), 'a\n\tb\\x00');
  });

  test('becomes a value that XML can hold', () => {
    assert.equal(escapeXml(`<a b="c">&'\n]]>`), '&lt;a b=&quot;c&quot;&gt;&amp;&#39;&#10;]]&gt;');
  });

  test('is made visible once: doing it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        assert.equal(visibleText(visibleText(text)), visibleText(text)),
      ),
    );
  });

  test('is never wider than it is clipped to', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        assert.ok(displayWidth(clipText(text, width)) <= width);
      }),
    );
    assert.equal(clipText('日本語テキスト', 7), '日本語…');
  });
});
