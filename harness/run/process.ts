// One start of one program: its own process group, its observers on its descriptors, its exit on the record.
//
//   spawn ─▶ [stdout, stderr, trace] ─▶ observers ─▶ record        exit ─▶ descriptors drained ─▶ process.exited

import type { ChildProcess } from 'node:child_process';
import type { ProgramObserver } from '../kinds/observers/observer.js';
import type { Emit } from '../record/event.js';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { SignalName } from '../vocabulary/signals.js';
import type { RunUs } from '../vocabulary/time.js';
import { pause, settlesWithin } from './deadline.js';
import { groupExists, groupIsAlive, isOver, processStat, signalGroup } from './process-group.js';
import { spawnProgram, type ProcessHost, type ProcessSpec, type Source, type Spawned } from './spawn-program.js';
import { runDelayReader } from './run-delay.js';
import { followTracer, type StopUnderTracer } from './stop-under-tracer.js';
import { readWallClock } from './wall-clock.js';

/** How long after an exit the descriptors may stay open (a grandchild may hold them) before the exit is told all the same. */
const DRAIN_DEADLINE_MS = 250;
/** How long TERM may take before KILL. */
const TERM_GRACE_MS = 3_000;
/** KILL takes effect at once, unless the kernel itself is stuck in a call of the program's. */
const KILL_DEADLINE_MS = 5_000;
const STATE_DEADLINE_MS = 1_000;
const POLL_MS = 1;
const NEVER = new AbortController().signal;

/** Starts it. Throws RigError `program-not-found` when the kernel refuses. */
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
  /** Its number may belong to somebody else by now: nothing is sent there any more. */
  #groupIsGone = false;
  readonly #child: ChildProcess;
  readonly #host: ProcessHost;
  readonly #drained: Promise<unknown>;
  readonly #sources: readonly Source[];
  readonly #stopUnderTracer: StopUnderTracer | undefined;

  constructor({ child, sources }: Spawned, spec: ProcessSpec, host: ProcessHost) {
    const pid = child.pid;
    invariant(pid !== undefined, 'a spawned process has a pid');
    this.spec = spec;
    this.pid = pid;
    this.#child = child;
    this.#host = host;
    const { program, run, argv, trace } = spec;
    host.recorder.emit({ observer: 'harness', kind: 'process.spawned', data: { program, run, pid, argv, trace } });
    // A program that does not read its stdin is behaviour; write() says how much it took.
    child.stdin?.on('error', () => undefined);
    this.#sources = sources.flat();
    this.#stopUnderTracer = followTracer(spec, host);
    this.#drained = Promise.all(
      spec.observers.flatMap((observer, i) => this.#attach(observer, sources[i] ?? [], host.recorder.emit)),
    );
    this.exited = this.#recordExit();
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Neither the program nor anything that it started in its group is left. */
  get groupIsGone(): boolean {
    return this.#groupIsGone;
  }

  /** To the whole process group, as a terminal would. Resolves when its effect was seen, where it has one. Throws RigError. */
  async signal(signal: SignalName): Promise<void> {
    const { program, run } = this.spec;
    const { recorder } = this.#host;
    const atUs = recorder.now();
    // A second STOP stops nothing, and who was not stopped is not continued: only a change is an effect.
    const wasStopped = this.#stopUnderTracer?.isStopped ?? processStat(this.pid)?.state === 'T';
    if (!this.#deliver(signal)) {
      throw new RigError(
        'program-not-running',
        `expected ${program} to be running when it is sent ${signal}, but it has exited`,
      );
    }
    recorder.emit({ observer: 'harness', kind: 'process.signalled', data: { program, run, signal }, atUs });
    if (signal === 'KILL') await settlesWithin(this.exited, KILL_DEADLINE_MS);
    if (this.#stopUnderTracer !== undefined) return await this.#waitForTracer(signal, wasStopped);
    if (signal === 'STOP' && !wasStopped && (await this.#seesState((state) => state === 'T'))) {
      recorder.emit({ observer: 'kernel', kind: 'process.stopped', data: { program, run } });
    }
    if (signal === 'CONT' && wasStopped && ((await this.#seesState((state) => state !== 'T')) || this.#hasGoneOn())) {
      recorder.emit({ observer: 'kernel', kind: 'process.continued', data: { program, run } });
    }
  }

  /** Resolves with true when the kernel took the bytes or the program reads no more, with false when `until` came first. */
  async write(bytes: Uint8Array, end: boolean, until: AbortSignal): Promise<boolean> {
    const { stdin } = this.#child;
    invariant(stdin !== null, `${this.spec.program} was started with a stdin`);
    const { program, run } = this.spec;
    const outcome = await new Promise<'taken' | 'refused' | 'late'>((resolve) => {
      const late = (): void => resolve('late');
      until.addEventListener('abort', late);
      stdin.write(bytes, (error) => {
        until.removeEventListener('abort', late);
        resolve(error ? 'refused' : 'taken');
      });
    });
    if (outcome === 'late') return false;
    if (end) stdin.end();
    const sizeBytes = outcome === 'taken' ? bytes.length : 0;
    this.#host.recorder.emit({ observer: 'harness', kind: 'input.written', data: { program, run, sizeBytes } });
    return true;
  }

  /** Ends the whole group: at once, or TERM first. Resolves when it is gone. Throws RigError when it can't be ended. */
  async end(how: 'kill' | 'term'): Promise<void> {
    if (how === 'term' && !this.#hasExited) {
      this.#send('SIGTERM');
      // A stopped process takes no signal but KILL before it is continued.
      this.#send('SIGCONT');
      await settlesWithin(this.exited, TERM_GRACE_MS);
    }
    // Also after an exit: what the program left in its group goes with it.
    this.#send('SIGKILL');
    const isGone = await this.#groupEnds();
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

  /** Who was stopped and is over by now, before anybody looked, was continued first: only KILL ends a stopped process. */
  #hasGoneOn(): boolean {
    const { exitCode, signalCode } = this.#child;
    return exitCode !== null || (signalCode !== null && signalCode !== 'SIGKILL');
  }

  #deliver(signal: SignalName): boolean {
    const stat = processStat(this.pid);
    if (this.#hasExited || (stat !== undefined && isOver(stat.state))) return false;
    return signalGroup(this.pid, `SIG${signal}`);
  }

  #send(signal: NodeJS.Signals): void {
    if (!this.#groupIsGone) signalGroup(this.pid, signal);
  }

  async #groupEnds(): Promise<boolean> {
    const givesUpAtMs = performance.now() + KILL_DEADLINE_MS;
    await settlesWithin(this.exited, KILL_DEADLINE_MS);
    while (!this.#groupIsGone) {
      if (!groupIsAlive(this.pid)) this.#forgetGroup();
      else if (performance.now() > givesUpAtMs) return false;
      else await pause(POLL_MS, NEVER);
    }
    return true;
  }

  #forgetGroup(): void {
    this.#groupIsGone = true;
    this.#host.guard.forget(this.pid);
  }

  /** A traced program is never seen in state T: its tracer tells when it was stopped, and records it. */
  async #waitForTracer(signal: SignalName, wasStopped: boolean): Promise<void> {
    if ((signal !== 'STOP' || wasStopped) && (signal !== 'CONT' || !wasStopped)) return;
    await this.#seesState(() => this.#stopUnderTracer?.isStopped === (signal === 'STOP'));
  }

  #attach(observer: ProgramObserver, sources: readonly Source[], emit: Emit): Promise<void>[] {
    const { recorder } = this.#host;
    const { program, run } = this.spec;
    const hand = observer.attach(
      {
        program,
        run,
        pid: this.pid,
        now: () => recorder.now(),
        at: (us) => recorder.at(us),
        wallClock: () => readWallClock((us) => recorder.at(us)),
        runDelayUs: runDelayReader(this.pid),
      },
      emit,
    );
    return sources.map(({ descriptor, readable }) => {
      readable.on('data', (bytes: Uint8Array) => hand(descriptor, bytes));
      return new Promise((resolve) => {
        readable.on('error', () => undefined);
        readable.once('close', () => {
          hand(descriptor, undefined);
          resolve();
        });
      });
    });
  }

  async #recordExit(): Promise<void> {
    const exit = await new Promise<{ code: number | null; signal: string | null; atUs: RunUs }>((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal, atUs: this.#host.recorder.now() }));
    });
    if (!groupExists(this.pid)) this.#forgetGroup();
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

  async #seesState(wanted: (state: string) => boolean): Promise<boolean> {
    const givesUpAtMs = performance.now() + STATE_DEADLINE_MS;
    for (;;) {
      // Read before the look: a loop that was busy until the deadline has looked once after it.
      const isLast = performance.now() >= givesUpAtMs;
      const stat = processStat(this.pid);
      if (stat === undefined || isOver(stat.state)) {
        await settlesWithin(this.exited, STATE_DEADLINE_MS);
        return false;
      }
      if (wanted(stat.state)) return true;
      if (isLast) return false;
      await pause(POLL_MS, NEVER);
    }
  }
}
