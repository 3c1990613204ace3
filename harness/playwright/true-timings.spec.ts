import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestResult, TestStep } from '@playwright/test/reporter';
import type { JobResult } from '../engine/job.js';
import { TrueTimings } from './true-timings.js';

test('steps get the engine’s times in their order, the pieces of the verdict the end of the run', () => {
  const job = {
    startedAtMs: 1_000,
    durationUs: 5_000_000,
    steps: [
      { startUs: 0, durationUs: 2_000_000 },
      { startUs: 2_000_000, durationUs: 1_500_000 },
    ],
  } as unknown as JobResult;
  const step = (category: string): TestStep =>
    ({ category, title: 'x', startTime: new Date(0), duration: 1, parent: undefined }) as unknown as TestStep;
  const steps = [step('hook'), step('test.step'), step('test.step'), step('test.step')];
  const timings = new TrueTimings(job);
  for (const one of steps) timings.onStepEnd(one);
  const result = { steps, startTime: new Date(0), duration: 1 } as unknown as TestResult;
  timings.onTestEnd(result);
  assert.deepEqual(
    steps.slice(1).map(({ startTime, duration }) => [startTime.getTime(), duration]),
    [
      [1_000, 2_000],
      [3_000, 1_500],
      [6_000, 0],
    ],
  );
  assert.deepEqual([result.startTime.getTime(), result.duration], [1_000, 5_000]);
});
