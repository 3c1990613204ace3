// May one more scenario begin? A scenario is dear when it starts (two interpreters) and cheap while it waits, so how many run
// at once says little: what counts is whether anybody waits for a CPU now. The kernel tells that (/proc/pressure/cpu).

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export interface Admission {
  /** Asked before each start; `running` scenarios are under way. */
  admits(running: number): boolean;
}

export interface AdmissionParts {
  readonly nowMs: () => number;
  /** Time in which some task of this machine waited for a CPU, µs since boot; undefined where the kernel does not tell. */
  readonly waitedUs: () => number | undefined;
  readonly cores: number;
}

/** Share of the time in which some task waited for a CPU, above which nothing more is started. */
const MOST_PRESSURE = 0.5;
/** A shorter window would be noise, and a start shows in it only after this time. */
const WINDOW_MS = 20;
/** Without the kernel's figure: so long a core is busy with a start, counted generously. */
const START_MS = 100;
/** Running at all times, however busy others make the machine: else a run would never end. */
const ALWAYS_PER_CORE = 1;

export class CpuAdmission implements Admission {
  readonly #parts: AdmissionParts;
  #windowAtMs: number;
  #windowWaitedUs: number | undefined;

  constructor(parts: AdmissionParts = { nowMs: () => performance.now(), waitedUs, cores: availableParallelism() }) {
    this.#parts = parts;
    this.#windowAtMs = -Infinity;
    this.#windowWaitedUs = undefined;
  }

  admits(running: number): boolean {
    if (running < ALWAYS_PER_CORE * this.#parts.cores) return true;
    const now = this.#parts.nowMs();
    const elapsedMs = now - this.#windowAtMs;
    const waited = this.#parts.waitedUs();
    if (waited === undefined) return this.#admitsBySpacing(now, elapsedMs);
    if (elapsedMs < WINDOW_MS) return false;
    const before = this.#windowWaitedUs;
    this.#windowAtMs = now;
    this.#windowWaitedUs = waited;
    // The first window has no beginning yet; the next one will tell.
    return before !== undefined && (waited - before) / 1000 / elapsedMs <= MOST_PRESSURE;
  }

  #admitsBySpacing(now: number, elapsedMs: number): boolean {
    if (elapsedMs < START_MS / this.#parts.cores) return false;
    this.#windowAtMs = now;
    return true;
  }
}

/** Admits whatever fits the concurrency. */
export const admitAlways: Admission = { admits: () => true };

function waitedUs(): number | undefined {
  try {
    const total = /^some .*total=(\d+)/.exec(readFileSync('/proc/pressure/cpu', 'latin1'))?.[1];
    return total === undefined ? undefined : Number(total);
  } catch {
    // No PSI in this kernel, or not for us.
    return undefined;
  }
}
