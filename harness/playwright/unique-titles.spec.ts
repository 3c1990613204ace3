import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Scenario } from '../scenario/scenario.js';
import { uniqueTitles } from './unique-titles.js';

describe('titles of one file', () => {
  const scenario = (title: string, row?: number): Scenario =>
    ({ identity: { title, row }, span: { file: 'a.yaml', line: 1, column: 1, length: 1 } }) as unknown as Scenario;

  test('that differ are left alone', () => {
    const { titled, repeated } = uniqueTitles([scenario('a'), scenario('b')]);
    assert.deepEqual([titled.map(({ title }) => title), repeated], [['a', 'b'], []]);
  });

  test('that are the same are made unique, and reported', () => {
    const { titled, repeated } = uniqueTitles([scenario('a', 0), scenario('a', 1), scenario('a', 2)]);
    assert.deepEqual(
      titled.map(({ title }) => title),
      ['a', 'a (2)', 'a (3)'],
    );
    const beside = uniqueTitles([scenario('a', 0), scenario('a', 1), scenario('a (2)', 2)]);
    assert.deepEqual(
      beside.titled.map(({ title }) => title),
      ['a', 'a (3)', 'a (2)'],
    );
    assert.deepEqual(
      repeated.map(({ message }) => message),
      [2, 3].map((row) => `row ${row} of the matrix: an earlier scenario of this file has the same title`),
    );
  });
});
