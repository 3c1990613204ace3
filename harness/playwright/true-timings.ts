// In pooled mode a test only replays what the engine did before: the reporter puts the engine's times in place of the
// replay's, so that every later reporter shows them.

import type { TestResult, TestStep } from '@playwright/test/reporter';
import type { JobResult } from '../engine/job.js';

/** One for each result of a test: steps are matched to the engine's by their order. */
export class TrueTimings {
  readonly #job: JobResult;
  #replayed = 0;

  constructor(job: JobResult) {
    this.#job = job;
  }

  onStepEnd(step: TestStep): void {
    if (step.category !== 'test.step' || step.parent !== undefined) return;
    const own = this.#job.steps[this.#replayed];
    this.#replayed += 1;
    // After the steps come the pieces of the verdict, which take no time.
    this.#place(step, own?.startUs ?? this.#job.durationUs, own?.durationUs ?? 0);
  }

  onTestEnd(result: TestResult): void {
    result.startTime = new Date(this.#job.startedAtMs);
    result.duration = Math.max(1, Math.round(this.#job.durationUs / 1000));
    for (const step of result.steps) {
      if (step.category === 'hook') this.#place(step, step.title === 'Before Hooks' ? 0 : this.#job.durationUs, 0);
    }
  }

  #place(step: TestStep, startUs: number, durationUs: number): void {
    step.startTime = new Date(this.#job.startedAtMs + startUs / 1000);
    step.duration = durationUs / 1000;
  }
}
