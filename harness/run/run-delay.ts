// How long threads waited for a CPU, seen from outside: /proc/PID/task/TID/schedstat (Linux scheduler/sched-stats). Of a traced
// program its tracer's wait counts, too: the program stands still meanwhile.

import { readFileSync } from 'node:fs';

/** Reads a thread's wait since it began, and its tracer's, µs; undefined when the thread is gone or the kernel does not say. */
export function runDelayReader(pid: number): (thread: number) => number | undefined {
  let tracer: number | undefined;
  return (thread) => {
    const own = runDelayUs(`/proc/${pid}/task/${thread}/schedstat`) ?? runDelayUs(`/proc/${thread}/schedstat`);
    tracer ??= tracerOf(pid);
    const tracers = tracer === undefined ? 0 : runDelayUs(`/proc/${tracer}/schedstat`);
    return own === undefined || tracers === undefined ? undefined : own + tracers;
  };
}

/** Field 2: nanoseconds spent runnable without a CPU. */
function runDelayUs(path: string): number | undefined {
  const field = textOf(path)?.split(' ')[1];
  return field === undefined ? undefined : Math.floor(Number(field) / 1000);
}

function tracerOf(pid: number): number | undefined {
  const tracer = Number(/^TracerPid:\s*(\d+)$/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1] ?? 0);
  return tracer === 0 ? undefined : tracer;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
