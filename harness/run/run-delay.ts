// How long threads waited for a CPU, seen from outside: /proc/PID/task/TID/schedstat (Linux scheduler/sched-stats). Of a traced
// program its tracer's wait counts, too: the program stands still meanwhile.

import { readdirSync, readFileSync } from 'node:fs';

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

/** Does this kernel count? Without CONFIG_SCHED_INFO the file is missing, or all its figures are 0. */
export function tellsRunDelay(): boolean {
  const fields = textOf('/proc/self/schedstat')?.trim().split(' ').map(Number);
  return fields !== undefined && fields.some((field) => field > 0);
}

/** Of each thread of the process and of those that descend from it, and of its tracer: the wait since it began, µs. */
export function runDelaysBelow(pid: number, isTraced: boolean): ReadonlyMap<number, number> {
  const delays = new Map<number, number>();
  const processes = [pid];
  for (const process of processes) {
    for (const thread of threadsOf(process)) {
      const delayUs = runDelayUs(`/proc/${process}/task/${thread}/schedstat`);
      if (delayUs !== undefined) delays.set(thread, delayUs);
      if (processes.length < MOST_PROCESSES) processes.push(...childrenOf(process, thread));
    }
  }
  const tracer = isTraced ? tracerOf(pid) : undefined;
  if (tracer !== undefined) delays.set(tracer, runDelayUs(`/proc/${tracer}/schedstat`) ?? 0);
  return delays;
}

/** A program that forks without end must not hold us up. */
const MOST_PROCESSES = 64;

function threadsOf(process: number): readonly number[] {
  try {
    return readdirSync(`/proc/${process}/task`).map(Number);
  } catch {
    return [];
  }
}

/** Empty, too, where the kernel does not tell them (CONFIG_PROC_CHILDREN). */
const childrenOf = (process: number, thread: number): readonly number[] =>
  (textOf(`/proc/${process}/task/${thread}/children`) ?? '')
    .split(' ')
    .filter((word) => word.trim() !== '')
    .map(Number);

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
