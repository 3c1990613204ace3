import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantsColour } from './colour.js';

const ROWS: readonly (readonly [Record<string, string>, boolean, boolean])[] = [
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ CI: '1' }, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: 'false' }, true, false],
  [{ FORCE_COLOR: '' }, false, false],
  [{ FORCE_COLOR: '1', TERM: 'dumb' }, false, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
];

for (const [env, isTTY, expected] of ROWS) {
  test(`${JSON.stringify(env)} ${isTTY ? 'at a terminal' : 'into a pipe'}: ${expected ? 'colours' : 'none'}`, () => {
    assert.equal(wantsColour({ env, isTTY }), expected);
  });
}
