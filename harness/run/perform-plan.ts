// The middle of a run: programs built, links up, steps in order with the rules beside them, the last bytes on the wire.

import { RigError } from '../vocabulary/rig-error.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { startDeadline } from './deadline.js';
import { expectFixedPortsFree } from './fixed-ports.js';
import { captureRun } from './packet-capture.js';
import { PlanPerformance, type PerformParts } from './plan-performance.js';
import { recordRigError } from './rig-trouble.js';

/** Carries out a plan and ends its programs. Resolves with true when every step was done. Trouble of the rig becomes an event. */
export async function performPlan(parts: PerformParts): Promise<boolean> {
  if (!(await buildPrograms(parts))) return false;
  const timeout = startDeadline(Math.ceil(parts.plan.timeoutUs / 1000), parts.interrupted);
  const performance = new PlanPerformance(parts, timeout.signal);
  try {
    expectFixedPortsFree(parts.plan);
    await captureRun(parts);
    await performance.openLinks();
    const completed = await performance.performSteps();
    if (!completed && timeout.isOver()) recordTimeout(parts);
    await performance.letTheWireFinish();
    return completed;
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    recordRigError(parts.recorder, error);
    return false;
  } finally {
    timeout.release();
    await performance.endPrograms();
  }
}

/** Before the run's time begins: a first build takes longer than most runs. False when there is nothing to run. */
async function buildPrograms({ plan, world, recorder, interrupted }: PerformParts): Promise<boolean> {
  const builds = plan.programs.flatMap((program) => world.builds.build(program) ?? []);
  if (builds.length === 0) return true;
  try {
    await untilAborted(Promise.all(builds), interrupted);
    return true;
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    recordRigError(recorder, error);
    recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    return false;
  }
}

function recordTimeout({ plan, recorder }: PerformParts): void {
  const message = `expected the whole run to take at most ${formatDurationUs(plan.timeoutUs)} (timeout), and it took longer`;
  const hint = 'raise "timeout:" in the scenario, or give its awaits a shorter "within:"';
  recorder.emit({ observer: 'harness', kind: 'rig.failed', data: { code: 'timeout', message, hint } });
}

/** Resolves with the promise, or when the signal is aborted; leaves no listener behind. */
async function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const over = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { signal: over.signal });
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    over.abort();
  }
}
