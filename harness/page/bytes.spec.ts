import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexLines } from './bytes.js';

test('bytes are told by their place in the stream, in hex, and as text where they are text', () => {
  const bytes = Buffer.from('GET / HTTP/1.1\r\n\xff', 'latin1');
  assert.deepEqual(hexLines(bytes, 32), [
    { offset: '000020', hex: '47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a', text: 'GET / HTTP/1.1··' },
    { offset: '000030', hex: `ff${' '.repeat(45)}`, text: '·' },
  ]);
});
