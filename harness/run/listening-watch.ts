// Tells the record when a program listens. The kernel knows it first; of a traced program it is told only once its call of
// listen is on the record too, for a step that comes after (a kill, say) could otherwise end the program in between.

import type { Plan } from '../plan/index.js';
import { isKind } from '../record/event.js';
import type { Recorder } from '../record/recorder.js';
import type { Address } from '../vocabulary/network.js';
import type { RunUs } from '../vocabulary/time.js';
import type { UndoStack } from '../vocabulary/undo.js';
import type { RunningProcess } from './process.js';
import type { World } from './world.js';

export interface ListeningWatchHost {
  readonly plan: Plan;
  readonly world: World;
  readonly recorder: Recorder;
  readonly undos: UndoStack;
}

/** From the kernel's word to the tracer's: what a starved program may need for one write. */
const TRACED_CALL_MS = 1_000;
/** Not every tracer gets a word out (`python3 -S`), and not every program listens through a call that is traced. */
const NO_TRACE_MS = 100;

export function watchListening(started: RunningProcess, host: ListeningWatchHost): void {
  const watch = new ListeningWatch(started, host);
  host.undos.push(`stop watching ${started.spec.program}`, () => watch.stop());
}

class ListeningWatch {
  readonly #started: RunningProcess;
  readonly #host: ListeningWatchHost;
  readonly #undos: (() => unknown)[];
  #found: { readonly address: Address; readonly atUs: RunUs } | undefined;
  #isTraced = false;
  #hasCalledListen: boolean;
  #timer: NodeJS.Timeout | undefined;

  constructor(started: RunningProcess, host: ListeningWatchHost) {
    this.#started = started;
    this.#host = host;
    const { program, run, trace } = started.spec;
    this.#hasCalledListen = trace === 'none';
    const { recorder, world, plan } = host;
    const port = plan.addresses[program]?.port;
    const found = (address: Address): void => {
      this.#found = { address, atUs: recorder.now() };
      if (this.#hasCalledListen) this.#tell();
      else this.#waitForTracer();
    };
    const elsewhere = (address: Address): void => {
      if (port === undefined) return;
      const data = { program, run, address, allottedPort: port };
      recorder.emit({ observer: 'kernel', kind: 'process.listening-elsewhere', data });
    };
    const unwatch = world.readiness.watch(started.pid, port, found, elsewhere);
    const unsubscribe = recorder.subscribe((event) => {
      if (!('program' in event.data) || event.data.program !== program) return;
      if (!('run' in event.data) || event.data.run !== run) return;
      if (isKind(event, 'trace.started')) this.#isTraced = true;
      if (isKind(event, 'call.returned') && event.data.name === 'listen') {
        this.#hasCalledListen = true;
        if (this.#found === undefined) world.readiness.nudge();
        else this.#tell();
      }
      // A daemon's parent exits and leaves the listening to its child.
      if (!isKind(event, 'process.exited')) return;
      this.#hasCalledListen = true;
      this.#tell();
      if (started.groupIsGone) void unwatch();
    });
    this.#undos = [unwatch, unsubscribe];
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const undo of this.#undos) undo();
  }

  #waitForTracer(): void {
    this.#timer = setTimeout(() => {
      if (!this.#isTraced) return this.#tell();
      this.#timer = setTimeout(() => this.#tell(), TRACED_CALL_MS - NO_TRACE_MS);
    }, NO_TRACE_MS);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    if (this.#found === undefined) return;
    const { address, atUs } = this.#found;
    this.#found = undefined;
    const { program, run } = this.#started.spec;
    this.#host.recorder.emit({ observer: 'kernel', kind: 'process.listening', data: { program, run, address }, atUs });
  }
}
