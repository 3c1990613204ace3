// What a run of tests will ask the engine for, known once files, -g and shards are settled.

import type { Suite, TestCase } from '@playwright/test/reporter';
import type { Job } from '../engine/job.js';
import { jobOfTest } from './job-of-test.js';
import { processState, scenarioKey, type RegisteredScenario } from './process-state.js';

export interface PlanOfSuite {
  /** In the order in which the tests will ask. */
  readonly jobs: readonly Job[];
  /** The longest that the queue can take if every scenario needs all its time three times, ms. */
  readonly queueBoundMs: number;
}

const RUNS = 3;
const SLACK_MS = 60_000;

/** Tests of other kinds are left out. */
export function planOfSuite(suite: Suite, round: string, concurrency: number): PlanOfSuite {
  const found = suite.allTests().flatMap((test) => {
    const scenario = scenarioOf(test);
    return scenario === undefined ? [] : [{ test, scenario }];
  });
  const jobs = found.map(({ test, scenario }) =>
    jobOfTest(scenario, round, { retry: 0, repeat: test.repeatEachIndex, retries: test.retries }),
  );
  const totalMs = found.reduce((sum, { scenario }) => sum + scenario.scenario.timeoutUs / 1000, 0);
  return { jobs, queueBoundMs: SLACK_MS + (RUNS * totalMs) / concurrency };
}

/** Undefined also where Playwright loads test files in a process other than the reporter's (UI mode). */
export function scenarioOf(test: TestCase): RegisteredScenario | undefined {
  return processState().scenarios.get(scenarioKey(test.location.file, test.title));
}
