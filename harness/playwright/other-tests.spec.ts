import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { renderOthers, renderOtherTest } from './other-tests.js';

test('a test that was interrupted is told as that, and not as trouble of the engine that was ended with it', () => {
  const result = {
    status: 'interrupted',
    duration: 1_840,
    errors: [{ message: 'EngineFailure: the engine could not run this scenario: it is gone' }],
    attachments: [],
  } as unknown as TestResult; // What is asked of it.
  const location = { file: 'scenarios/a.scenario.yaml', line: 1, column: 8 };
  const other = { title: 'a holds', location, results: [result], outcome: () => 'skipped' } as unknown as TestCase;
  assert.equal(renderOtherTest(other, result, undefined), '! a holds  1.84 s  scenarios/a.scenario.yaml:1');
  assert.equal(renderOthers([other]), '1 other test: 1 interrupted');
});
