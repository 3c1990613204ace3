// What the processes of one invocation tell each other: Playwright's main process sets these, its workers inherit them.

import { randomBytes } from 'node:crypto';

export const ENVIRONMENT = {
  /** Socket of the engine that runs the scenarios; absent: each worker has its own. */
  engine: 'GUASTO_ENGINE',
  /** Folder of this invocation's reports, absolute. */
  reports: 'GUASTO_REPORTS',
  /** Tells the jobs of one round of tests from those of the next (UI mode has many). */
  round: 'GUASTO_ROUND',
  /** `1` when our reporter is the first in the list: it then restores what a test does to keep its worker alive. */
  reporterIsFirst: 'GUASTO_REPORTER_IS_FIRST',
  /** Bound on the time that a test may spend in the engine's queue, ms. */
  queueBoundMs: 'GUASTO_QUEUE_BOUND_MS',
} as const;

/** A run that a program or a test of another run has started inherits what that one's processes tell each other. */
export function forgetSurroundingRun(): void {
  for (const name of Object.values(ENVIRONMENT)) delete process.env[name];
}

/** Set by Playwright in its workers, which evaluate the configuration again. Programs started by a worker inherit it, but not the IPC. */
export const isWorker = (): boolean => process.env['TEST_WORKER_INDEX'] !== undefined && process.send !== undefined;

/** `2026-11-24T05-45-12-3fa9`: sorts by time, unique among concurrent invocations, sound as a file name everywhere. */
export function newRunName(now: Date = new Date()): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${randomBytes(2).toString('hex')}`;
}
