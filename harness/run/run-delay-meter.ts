// What the programs of a run wait for a CPU, window by window, into its record: at the machine's noise windows, and when a wait
// begins and when its time is over. What a program waited after the last look before its exit is lost with it.

import { isKind, type RunEvent } from '../record/event.js';
import type { ProgramRun } from '../record/events/process-events.js';
import type { Recorder } from '../record/recorder.js';
import type { NoiseMeter } from './noise-meter.js';
import { runDelaysBelow } from './run-delay.js';

/** Less is not worth an event. */
const WORTH_TELLING_US = 1_000;
/** A look costs some 30 µs a program: noise windows, which may be shorter, are no reason for more. */
const REST_MS = 100;

interface Watched extends ProgramRun {
  readonly pid: number;
  readonly isTraced: boolean;
  /** Of each thread, what it had waited when last told. */
  told: ReadonlyMap<number, number>;
  sinceUs: number;
}

export class RunDelayMeter {
  readonly #recorder: Recorder;
  readonly #watched = new Map<string, Watched>();
  #sampledAtMs = -Infinity;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Returns the undo. */
  follow(noise: NoiseMeter): () => void {
    const unsubscribe = this.#recorder.subscribe((event) => this.#follow(event));
    const stop = noise.subscribe(() => {
      if (performance.now() - this.#sampledAtMs >= REST_MS) this.sample();
    });
    return () => {
      stop();
      unsubscribe();
    };
  }

  /** Records what each running program waited since the last time, if it is worth it. */
  sample(): void {
    this.#sampledAtMs = performance.now();
    for (const one of this.#watched.values()) {
      const delays = runDelaysBelow(one.pid, one.isTraced);
      let runDelayUs = 0;
      for (const [thread, us] of delays) runDelayUs += Math.max(0, us - (one.told.get(thread) ?? 0));
      if (runDelayUs < WORTH_TELLING_US) continue;
      const { program, run, sinceUs } = one;
      one.told = delays;
      one.sinceUs = this.#recorder.now();
      this.#recorder.emit({ observer: 'kernel', kind: 'process.waited', data: { program, run, sinceUs, runDelayUs } });
    }
  }

  #follow(event: RunEvent): void {
    if (isKind(event, 'process.spawned')) {
      const { program, run, pid, trace } = event.data;
      const isTraced = trace === 'strace';
      this.#watched.set(`${program}\0${run}`, { program, run, pid, isTraced, told: new Map(), sinceUs: event.atUs });
    }
    if (isKind(event, 'process.exited')) this.#watched.delete(`${event.data.program}\0${event.data.run}`);
  }
}
