// The interface of an observer: how a target is equipped for being watched, and how what is seen becomes events.

import type { Emit } from '../../record/event.js';
import type { Capability } from '../../vocabulary/capabilities.js';
import type { MonotonicUs, RunUs } from '../../vocabulary/time.js';
import type { ProgramRun } from '../../record/events/process-events.js';

/** Watches one start of one program. */
export interface ProgramObserver {
  readonly name: string;
  /** One line for `guasto kinds`. */
  readonly about: string;
  readonly needs: readonly Capability[];
  /** What must be added to the program's environment and descriptors before it starts. */
  readonly equip: (base: Readonly<Record<string, string | undefined>>) => Equipment;
  /** Turns bytes that the program wrote to a descriptor into events. `undefined` = that descriptor's end. */
  readonly attach: (target: ObservedProgram, emit: Emit) => (descriptor: number, bytes: Uint8Array | undefined) => void;
}

export interface Equipment {
  readonly env: Readonly<Record<string, string>>;
  /** Descriptors that the program must have open for writing, read by the harness (1 = stdout, 2 = stderr, 3 = trace). */
  readonly descriptors: readonly number[];
}

export interface ObservedProgram extends ProgramRun {
  readonly pid: number;
  readonly now: () => RunUs;
  readonly at: (us: MonotonicUs) => RunUs;
}
