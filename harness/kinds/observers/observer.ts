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
  /**
   * Words to put before the command, of a program that becomes it (same pid) and writes what it sees to the FIFO at this path.
   * What it writes is handed on under the number FIFO.
   */
  readonly wrap?: (fifo: string) => readonly string[];
}

/** In place of a descriptor's number: the FIFO of a wrapper, which the program itself knows nothing of. */
export const FIFO = -1;

export interface ObservedProgram extends ProgramRun {
  readonly pid: number;
  readonly now: () => RunUs;
  readonly at: (us: MonotonicUs) => RunUs;
  /** For observers that stamp with the wall clock. */
  readonly wallClock: () => WallClock;
  /**
   * How long a thread of it, and its tracer, have waited for a CPU so far, µs; undefined where the kernel does not say. For
   * observers that are not inside the program.
   */
  readonly runDelayUs: (thread: number) => number | undefined;
}

/** The wall clock and the run's, read at the same moment. */
export interface WallClock {
  /** CLOCK_REALTIME, µs since the epoch. */
  readonly wallUs: number;
  readonly at: RunUs;
  /** By how much the two readings may lie apart. */
  readonly uncertaintyUs: number;
}
