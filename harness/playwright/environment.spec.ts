import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRunName } from './environment.js';

test('names of runs sort by time and differ within a second', () => {
  const now = new Date('2026-11-24T05:45:12.345Z');
  const names = Array.from({ length: 20 }, () => newRunName(now));
  assert.match(names[0] ?? '', /^2026-11-24T05-45-12-[0-9a-f]{4}$/);
  assert.ok(new Set(names).size > 1);
});
