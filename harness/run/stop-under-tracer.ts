// A traced program is never seen in the kernel's state T: what its tracer records tells whether it is stopped.

import type { ProcessHost, ProcessSpec } from './spawn-program.js';

export interface StopUnderTracer {
  readonly isStopped: boolean;
}

/** undefined for a program that no tracer wraps. */
export function followTracer(
  { program, run, observers }: ProcessSpec,
  { recorder }: ProcessHost,
): StopUnderTracer | undefined {
  if (!observers.some((observer) => observer.equip({}).wrap !== undefined)) return undefined;
  const seen = { isStopped: false };
  recorder.subscribe(({ kind, data }) => {
    if (kind !== 'process.stopped' && kind !== 'process.continued') return;
    if (data.program === program && data.run === run) seen.isStopped = kind === 'process.stopped';
  });
  return seen;
}
