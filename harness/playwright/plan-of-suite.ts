// What a run of tests will ask the engine for, known once files, -g and shards are settled.

import type { Suite, TestCase } from '@playwright/test/reporter';
import type { Job } from '../engine/job.js';
import type { ScenarioIdentity } from '../record/run-record.js';
import { jobOfTest } from './job-of-test.js';
import { processState, scenarioKey, type RegisteredScenario } from './process-state.js';

export interface PlanOfSuite {
  /** In the order in which the tests will ask. */
  readonly planned: readonly PlannedJob[];
  /** The longest that the queue can take if every scenario needs all its time three times, ms. */
  readonly queueBoundMs: number;
}

export interface PlannedJob {
  readonly job: Job;
  readonly identity: ScenarioIdentity;
}

const RUNS = 3;
const SLACK_MS = 60_000;

/** Tests of other kinds are left out. */
export function planOfSuite(suite: Suite, round: string, concurrency: number): PlanOfSuite {
  const found = suite.allTests().flatMap((test) => {
    const scenario = scenarioOf(test);
    return scenario === undefined ? [] : [{ test, scenario }];
  });
  const planned = found.map(({ test, scenario }) => ({
    job: jobOfTest(scenario, round, { retry: 0, repeat: test.repeatEachIndex, retries: test.retries }),
    identity: scenario.scenario.identity,
  }));
  const totalMs = found.reduce((sum, { scenario }) => sum + scenario.scenario.timeoutUs / 1000, 0);
  return { planned, queueBoundMs: SLACK_MS + (RUNS * totalMs) / concurrency };
}

/** Undefined also where Playwright loads test files in a process other than the reporter's (UI mode). */
export function scenarioOf(test: TestCase): RegisteredScenario | undefined {
  return processState().scenarios.get(scenarioKey(test.location.file, test.title));
}
