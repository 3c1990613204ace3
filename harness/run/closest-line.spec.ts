import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closestLine } from './closest-line.js';

describe('closestLine', () => {
  test('finds the line with one wrong letter among others', () => {
    assert.equal(closestLine('reply: ciao', ['connected', 'reply: caio', 'bye']), 'reply: caio');
  });

  test('prefers the later of two equally similar lines', () => {
    assert.equal(closestLine('ready', ['ready!', 'ready?']), 'ready?');
  });

  test('knows nothing when nothing was printed', () => {
    assert.equal(closestLine('ready', []), undefined);
  });

  test('is bounded on very long lines', () => {
    const long = 'ab'.repeat(1_000_000);
    assert.equal(closestLine(long, [long]), long);
  });
});
