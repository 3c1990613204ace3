import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { placeIn } from './callers-place.js';

describe('a line of a stack', () => {
  for (const [line, file] of [
    ['    at /a/x.spec.ts:3:14', '/a/x.spec.ts'],
    ['    at f (/a/x.spec.ts:3:14)', '/a/x.spec.ts'],
    ['    at async Object.f [as g] (/a/x.spec.ts:3:14)', '/a/x.spec.ts'],
    ['    at async /a/x.spec.ts:3:14', '/a/x.spec.ts'],
    ['    at async Promise.all (index 0)', undefined],
    ['    at file:///a/x.spec.ts:3:14', '/a/x.spec.ts'],
    ['    at f (/a (copy)/x.spec.ts:3:14)', '/a (copy)/x.spec.ts'],
    ['    at /a (copy)/x.spec.ts:3:14', '/a (copy)/x.spec.ts'],
    ['    at f (C:\\Program Files (x86)\\x.spec.ts:3:14)', 'C:\\Program Files (x86)\\x.spec.ts'],
    ['Error: at 12:30', undefined],
  ] as const) {
    test(`${line.trim()} is in ${file ?? 'no file'}`, () => {
      assert.deepEqual(placeIn(line), file && { file, line: 3, column: 14, length: 1 });
    });
  }
});
