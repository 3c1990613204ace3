import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestInfo } from '@playwright/test';
import type { Engine } from '../engine/job.js';
import type { RegisteredScenario } from './process-state.js';
import { runScenarioTest } from './scenario-test.js';

test('a test that was interrupted while Playwright prepared it asks for nothing', async () => {
  const asked: unknown[] = [];
  const engine = { execute: (job: unknown) => void asked.push(job) } as unknown as Engine;
  // Nothing else of it is looked at.
  await runScenarioTest({} as RegisteredScenario, engine, { status: 'interrupted' } as TestInfo);
  assert.deepEqual(asked, []);
});
