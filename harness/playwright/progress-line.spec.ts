import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { progressLine } from './progress-line.js';

function fakeStream(isTTY: boolean, columns = 20): { readonly stream: NodeJS.WriteStream; readonly written: string[] } {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  // All that a progress line asks of a stream.
  return { stream: { isTTY, columns, write } as unknown as NodeJS.WriteStream, written };
}

const ERASE = '\r\u001B[2K';

describe('a progress line', () => {
  test('writes nothing into a pipe', () => {
    const { stream, written } = fakeStream(false);
    const line = progressLine(stream);
    line.show('1 of 2');
    line.end();
    assert.deepEqual(written, []);
  });

  test('replaces itself, only when there is something new, and is gone in the end', () => {
    const { stream, written } = fakeStream(true);
    const line = progressLine(stream);
    line.show('1 of 2');
    line.show('1 of 2');
    line.show('2 of 2');
    line.end();
    line.end();
    assert.deepEqual(written, [`${ERASE}1 of 2`, `${ERASE}2 of 2`, ERASE]);
  });

  test('never wraps', () => {
    const { stream, written } = fakeStream(true, 10);
    progressLine(stream).show('a line that is too long');
    assert.deepEqual(written, [`${ERASE}a line t…`.replace('t…', 't…').slice(0, ERASE.length + 9)]);
  });
});
