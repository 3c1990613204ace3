// One start of one program: its own process group, its observers on its descriptors, its exit on the record.
//
//   spawn ─▶ [stdout, stderr, trace] ─▶ observers ─▶ record        exit ─▶ descriptors drained ─▶ process.exited

import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { ProgramObserver } from '../kinds/observers/observer.js';
import type { Emit } from '../record/event.js';
import type { ProgramRun, TraceName } from '../record/events/process-events.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { SignalName } from '../vocabulary/signals.js';
import { runUs } from '../vocabulary/time.js';
import type { ProcessGuard } from './process-guard.js';

/** How long after an exit the descriptors may stay open (a grandchild may hold them) before we stop waiting for their end. */
const DRAIN_DEADLINE_MS = 250;
/** How long TERM may take before KILL. */
const TERM_GRACE_MS = 3_000;
const STATE_DEADLINE_MS = 1_000;
const STATE_POLL_MS = 1;

export interface ProcessSpec extends ProgramRun {
  /** What the record says was run. */
  readonly argv: readonly string[];
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: boolean;
  readonly trace: TraceName;
  readonly observers: readonly ProgramObserver[];
}

export interface ProcessHost {
  readonly recorder: Recorder;
  readonly guard: ProcessGuard;
  /** `setpriv` where the machine has it: the kernel ends the program when we die, at once. */
  readonly deathSignalPrefix: readonly string[];
}

/** Starts it. Throws RigError `program-not-found` when the kernel refuses. */
export async function startProcess(spec: ProcessSpec, host: ProcessHost): Promise<RunningProcess> {
  const equipment = spec.observers.map((observer) => observer.equip({ ...process.env, ...spec.env }));
  const env = Object.assign({ ...process.env, ...spec.env }, ...equipment.map((one) => one.env)) as NodeJS.ProcessEnv;
  const highest = Math.max(2, ...equipment.flatMap((one) => one.descriptors));
  const stdio = Array.from({ length: highest + 1 }, (_, fd) => (fd === 0 && !spec.stdin ? 'ignore' : 'pipe') as 'pipe');
  const [file = spec.file, ...args] = [...host.deathSignalPrefix, spec.file, ...spec.argv.slice(1)];
  const child = spawn(file, args, { cwd: spec.cwd, env, stdio, detached: true, argv0: undefined });
  await spawned(child, spec);
  return new RunningProcess(
    child,
    spec,
    host,
    equipment.map((one) => one.descriptors),
  );
}

export class RunningProcess {
  readonly spec: ProcessSpec;
  readonly pid: number;
  /** Resolves once the exit and everything that the program wrote before it are on the record. */
  readonly exited: Promise<void>;
  #hasExited = false;
  readonly #child: ChildProcess;
  readonly #host: ProcessHost;

  constructor(child: ChildProcess, spec: ProcessSpec, host: ProcessHost, descriptors: readonly (readonly number[])[]) {
    const pid = child.pid;
    invariant(pid !== undefined, 'a spawned process has a pid');
    this.spec = spec;
    this.pid = pid;
    this.#child = child;
    this.#host = host;
    host.guard.watch(pid);
    const { program, run, argv, trace } = spec;
    host.recorder.emit({ observer: 'harness', kind: 'process.spawned', data: { program, run, pid, argv, trace } });
    child.stdin?.on('error', () => undefined);
    const drained = spec.observers.flatMap((observer, i) =>
      this.#attach(observer, descriptors[i] ?? [], host.recorder.emit),
    );
    this.exited = this.#recordExit(Promise.all(drained));
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** To the whole process group, as a terminal would. Resolves when its effect was seen, where it has one. */
  async signal(signal: SignalName): Promise<void> {
    const { program, run } = this.spec;
    if (this.#hasExited) {
      throw new RigError(
        'program-not-running',
        `expected ${program} to be running when it is sent ${signal}, but it has exited`,
      );
    }
    const { emit } = this.#host.recorder;
    emit({ observer: 'harness', kind: 'process.signalled', data: { program, run, signal } });
    killGroup(this.pid, `SIG${signal}`);
    if (signal === 'KILL') await this.exited;
    if (signal === 'STOP' && (await this.#seesState((state) => state === 'T'))) {
      emit({ observer: 'kernel', kind: 'process.stopped', data: { program, run } });
    }
    if (signal === 'CONT' && (await this.#seesState((state) => state !== 'T'))) {
      emit({ observer: 'kernel', kind: 'process.continued', data: { program, run } });
    }
  }

  /** Resolves with the bytes handed to the kernel, or when the program no longer reads. */
  async write(bytes: Uint8Array, end: boolean): Promise<void> {
    const stdin: Writable | null = this.#child.stdin;
    invariant(stdin !== null, `${this.spec.program} was started with a stdin`);
    const written = await new Promise<boolean>((resolve) => stdin.write(bytes, (error) => resolve(!error)));
    if (end) stdin.end();
    const { program, run } = this.spec;
    const data = { program, run, sizeBytes: written ? bytes.length : 0 };
    this.#host.recorder.emit({ observer: 'harness', kind: 'input.written', data });
  }

  /** Ends the whole group: at once, or TERM first. Resolves when it is gone. */
  async end(how: 'kill' | 'term'): Promise<void> {
    if (how === 'term' && !this.#hasExited) {
      killGroup(this.pid, 'SIGTERM');
      killGroup(this.pid, 'SIGCONT');
      await Promise.race([this.exited, deadline(TERM_GRACE_MS)]);
    }
    // Also after an exit: what the program left in its group goes with it.
    killGroup(this.pid, 'SIGKILL');
    await this.exited;
    this.#host.guard.forget(this.pid);
  }

  #attach(observer: ProgramObserver, descriptors: readonly number[], emit: Emit): Promise<void>[] {
    const { recorder } = this.#host;
    const { program, run } = this.spec;
    const hand = observer.attach(
      { program, run, pid: this.pid, now: () => recorder.now(), at: (us) => recorder.at(us) },
      emit,
    );
    return descriptors.map((fd) => {
      const stream = this.#child.stdio[fd] as Readable | null | undefined;
      invariant(stream != null, `descriptor ${fd} of ${program} is a pipe`);
      stream.on('data', (bytes: Uint8Array) => hand(fd, bytes));
      return new Promise((resolve) => {
        stream.on('error', () => undefined);
        stream.once('close', () => {
          hand(fd, undefined);
          resolve();
        });
      });
    });
  }

  async #recordExit(drained: Promise<unknown>): Promise<void> {
    const exit = await new Promise<{ code: number | null; signal: string | null; at: number }>((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal, at: this.#host.recorder.now() }));
    });
    await Promise.race([drained, deadline(DRAIN_DEADLINE_MS)]);
    for (const stream of this.#child.stdio) stream?.destroy();
    this.#hasExited = true;
    const { program, run } = this.spec;
    this.#host.recorder.emit({
      observer: 'harness',
      kind: 'process.exited',
      data: { program, run, code: exit.code, signal: exit.signal?.replace(/^SIG/, '') ?? null },
      atUs: runUs(exit.at),
    });
  }

  async #seesState(wanted: (state: string) => boolean): Promise<boolean> {
    const givesUpAt = performance.now() + STATE_DEADLINE_MS;
    while (performance.now() < givesUpAt) {
      const state = processState(this.pid);
      if (state === undefined) return false;
      if (wanted(state)) return true;
      await deadline(STATE_POLL_MS);
    }
    return false;
  }
}

function spawned(child: ChildProcess, spec: ProcessSpec): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      const message = `expected to start ${spec.program} as ${spec.file}, but: ${cause.message}`;
      reject(
        new RigError('program-not-found', message, {
          cause,
          hint: `is ${spec.cwd} a folder, and the file executable?`,
        }),
      );
    });
  });
}

function killGroup(pgid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pgid, signal);
  } catch (error) {
    // ESRCH: the group is gone, which is what ending it wants, and what a late signal meets.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The state letter of proc(5) /proc/PID/stat; undefined when there is no such process. */
function processState(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return undefined;
  }
}

function deadline(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
