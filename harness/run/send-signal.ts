// A signal to a program's whole group, as a terminal would send it, and its effect where it has one that can be seen: who is
// stopped, continued or killed.

import type { ChildProcess } from 'node:child_process';
import type { Recorder } from '../record/recorder.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { SignalName } from '../vocabulary/signals.js';
import { pause, settlesWithin } from './deadline.js';
import { isOver, processStat } from './process-group.js';
import type { ProcessSpec } from './spawn-program.js';
import type { StartedGroup } from './started-group.js';
import type { StopUnderTracer } from './stop-under-tracer.js';

/** KILL takes effect at once, unless the kernel itself is stuck in a call of the program's. */
export const KILL_DEADLINE_MS = 5_000;
const STATE_DEADLINE_MS = 1_000;
const POLL_MS = 1;
const NEVER = new AbortController().signal;

export interface SignalTarget {
  readonly spec: ProcessSpec;
  readonly pid: number;
  readonly child: ChildProcess;
  readonly group: StartedGroup;
  readonly recorder: Recorder;
  /** Resolves once its exit is on the record. */
  readonly exited: Promise<void>;
  /** A traced program is never seen in state T: its tracer tells when it was stopped, and records it. */
  readonly tracer: StopUnderTracer | undefined;
}

/** Resolves when its effect was seen, where it has one. Throws RigError. */
export async function sendSignal(to: SignalTarget, signal: SignalName): Promise<void> {
  const { recorder, tracer } = to;
  const { program, run } = to.spec;
  const atUs = recorder.now();
  // A second STOP stops nothing, and who was not stopped is not continued: only a change is an effect.
  const wasStopped = tracer?.isStopped ?? processStat(to.pid)?.state === 'T';
  if (!deliver(to, signal)) {
    throw new RigError(
      'program-not-running',
      `expected ${program} to be running when it is sent ${signal}, but it has exited`,
    );
  }
  recorder.emit({ observer: 'harness', kind: 'process.signalled', data: { program, run, signal }, atUs });
  if (signal === 'KILL') await settlesWithin(to.exited, KILL_DEADLINE_MS);
  const changes = signal === 'STOP' ? !wasStopped : signal === 'CONT' && wasStopped;
  if (!changes) return;
  if (tracer !== undefined) {
    await seesState(to, () => tracer.isStopped === (signal === 'STOP'));
  } else if (signal === 'STOP') {
    if (await seesState(to, (state) => state === 'T'))
      recorder.emit({ observer: 'kernel', kind: 'process.stopped', data: { program, run } });
  } else if ((await seesState(to, (state) => state !== 'T')) || hasGoneOn(to)) {
    recorder.emit({ observer: 'kernel', kind: 'process.continued', data: { program, run } });
  }
}

/** Who has ended is sent nothing, though others of its group may live on. */
function deliver({ pid, child, group }: SignalTarget, signal: SignalName): boolean {
  const stat = processStat(pid);
  if (hasEnded(child) || (stat !== undefined && isOver(stat.state))) return false;
  return group.send(`SIG${signal}`);
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Who was stopped and is over by now, before anybody looked, was continued first: only KILL ends a stopped process. */
const hasGoneOn = ({ child }: SignalTarget): boolean => hasEnded(child) && child.signalCode !== 'SIGKILL';

async function seesState({ pid, exited }: SignalTarget, wanted: (state: string) => boolean): Promise<boolean> {
  const givesUpAtMs = performance.now() + STATE_DEADLINE_MS;
  for (;;) {
    // Read before the look: a loop that was busy until the deadline has looked once after it.
    const isLast = performance.now() >= givesUpAtMs;
    const stat = processStat(pid);
    if (stat === undefined || isOver(stat.state)) {
      await settlesWithin(exited, STATE_DEADLINE_MS);
      return false;
    }
    if (wanted(stat.state)) return true;
    if (isLast) return false;
    await pause(POLL_MS, NEVER);
  }
}
