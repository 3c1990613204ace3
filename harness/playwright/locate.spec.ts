import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callAt } from './locate.js';

describe('a call at a place in a YAML file', () => {
  test('has that place as the caller’s frame, and gives what the function gives', () => {
    const caller = (word: string): readonly [string, string] => [word, new Error('here').stack ?? ''];
    const [word, stack] = callAt({ file: '/some/where.yaml', line: 12, column: 7 }, caller, ['word']);
    assert.equal(word, 'word');
    assert.match(stack.split('\n')[2] ?? '', /\(?\/some\/where\.yaml:12:7\)?$/);
  });

  test('works at the very first line and column', () => {
    const stack = callAt({ file: '/a.yaml', line: 1, column: 1 }, () => new Error('here').stack ?? '', []);
    // V8 counts a column before the first as the first.
    assert.match(stack, /\/a\.yaml:1:1/);
  });
});
