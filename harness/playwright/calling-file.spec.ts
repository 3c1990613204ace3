import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callingFile } from './calling-file.js';

test('the calling file is the nearest one outside of this folder', () => {
  // All specs are in this folder: what calls them is Node's test runner, which is no file.
  assert.equal(callingFile(), undefined);
});
