// One start of one program: its own process group, its observers on its descriptors, its exit on the record.
//
//   spawn ─▶ [stdout, stderr, trace] ─▶ observers ─▶ record        exit ─▶ descriptors drained ─▶ process.exited

import type { ChildProcess } from 'node:child_process';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { SignalName } from '../vocabulary/signals.js';
import type { RunUs } from '../vocabulary/time.js';
import { attachObservers } from './attach-observers.js';
import { settlesWithin } from './deadline.js';
import { KILL_DEADLINE_MS, sendSignal } from './send-signal.js';
import { spawnProgram, type ProcessHost, type ProcessSpec, type Source, type Spawned } from './spawn-program.js';
import { StartedGroup } from './started-group.js';
import { followTracer, type StopUnderTracer } from './stop-under-tracer.js';

/** How long after an exit the descriptors may stay open (a grandchild may hold them) before the exit is told all the same. */
const DRAIN_DEADLINE_MS = 250;
/** How long TERM may take before KILL. */
const TERM_GRACE_MS = 3_000;

/** Starts it. Throws RigError `program-not-found` or `program-not-started`. */
export async function startProcess(spec: ProcessSpec, host: ProcessHost): Promise<RunningProcess> {
  const spawned = await spawnProgram(spec, host);
  return new RunningProcess(spawned, spec, host);
}

export class RunningProcess {
  readonly spec: ProcessSpec;
  readonly pid: number;
  /** Resolves once the exit and everything that the program wrote before it are on the record. */
  readonly exited: Promise<void>;
  #hasExited = false;
  readonly #child: ChildProcess;
  readonly #host: ProcessHost;
  readonly #group: StartedGroup;
  readonly #drained: Promise<void>;
  readonly #sources: readonly Source[];
  readonly #tracer: StopUnderTracer | undefined;

  constructor({ child, sources }: Spawned, spec: ProcessSpec, host: ProcessHost) {
    const { pid } = child;
    invariant(pid !== undefined, 'a spawned process has a pid');
    this.spec = spec;
    this.pid = pid;
    this.#child = child;
    this.#host = host;
    this.#group = new StartedGroup(pid, host.guard);
    const { program, run, argv, trace } = spec;
    host.recorder.emit({ observer: 'harness', kind: 'process.spawned', data: { program, run, pid, argv, trace } });
    // A program that does not read its stdin is behaviour; write() says how much it took.
    child.stdin?.on('error', () => undefined);
    this.#sources = sources.flat();
    this.#tracer = followTracer(spec, host);
    this.#drained = attachObservers(spec, sources, { pid, recorder: host.recorder });
    this.exited = this.#recordExit();
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Neither the program nor anything that it started in its group is left. */
  get groupIsGone(): boolean {
    return this.#group.isGone;
  }

  /** To the whole process group. Resolves when its effect was seen, where it has one. Throws RigError. */
  async signal(signal: SignalName): Promise<void> {
    const { spec, pid, exited } = this;
    const { recorder } = this.#host;
    await sendSignal(
      { spec, pid, exited, recorder, child: this.#child, group: this.#group, tracer: this.#tracer },
      signal,
    );
  }

  /** Resolves with true when the kernel took the bytes or the program reads no more, with false when `until` came first. */
  async write(bytes: Uint8Array, end: boolean, until: AbortSignal): Promise<boolean> {
    const { stdin } = this.#child;
    invariant(stdin !== null, `${this.spec.program} was started with a stdin`);
    const outcome = await new Promise<'taken' | 'refused' | 'late'>((resolve) => {
      const late = (): void => resolve('late');
      if (until.aborted) return late();
      until.addEventListener('abort', late);
      stdin.write(bytes, (error) => {
        until.removeEventListener('abort', late);
        resolve(error ? 'refused' : 'taken');
      });
    });
    if (outcome === 'late') return false;
    if (end) stdin.end();
    const { program, run } = this.spec;
    const sizeBytes = outcome === 'taken' ? bytes.length : 0;
    this.#host.recorder.emit({ observer: 'harness', kind: 'input.written', data: { program, run, sizeBytes } });
    return true;
  }

  /** Ends the whole group: at once, or TERM first. Resolves when it is gone. Throws RigError when it can't be ended. */
  async end(how: 'kill' | 'term'): Promise<void> {
    if (how === 'term' && !this.#hasExited) {
      this.#group.send('SIGTERM');
      // A stopped process takes no signal but KILL before it is continued.
      this.#group.send('SIGCONT');
      await settlesWithin(this.exited, TERM_GRACE_MS);
    }
    // Also after an exit: what the program left in its group goes with it.
    this.#group.send('SIGKILL');
    const byMs = performance.now() + KILL_DEADLINE_MS;
    await settlesWithin(this.exited, KILL_DEADLINE_MS);
    const isGone = await this.#group.ends(byMs);
    // What is still open is held by a process that has left the group: it is not waited for.
    for (const stream of this.#child.stdio) stream?.destroy();
    for (const { readable } of this.#sources) readable.destroy();
    if (!isGone) {
      throw new RigError(
        'program-not-ended',
        `expected ${this.spec.program} (process group ${this.pid}) to be gone ${KILL_DEADLINE_MS / 1000} s after SIGKILL`,
        { hint: 'is it stuck in the kernel (state D in ps)?' },
      );
    }
  }

  async #recordExit(): Promise<void> {
    const exit = await new Promise<{ code: number | null; signal: string | null; atUs: RunUs }>((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal, atUs: this.#host.recorder.now() }));
    });
    this.#group.leaderHasEnded();
    if (!(await settlesWithin(this.#drained, DRAIN_DEADLINE_MS))) {
      // The timer may have come before a busy loop looked at the pipes: one more turn reads what lies in them. What a
      // grandchild writes from here on is heard too, only later than the exit.
      await new Promise((resolve) => void setImmediate(resolve));
    }
    this.#hasExited = true;
    this.#child.stdin?.destroy();
    const { program, run } = this.spec;
    this.#host.recorder.emit({
      observer: 'harness',
      kind: 'process.exited',
      data: { program, run, code: exit.code, signal: exit.signal?.replace(/^SIG/, '') ?? null },
      atUs: exit.atUs,
    });
  }
}
