// Time in a record: microseconds since the run's start on CLOCK_MONOTONIC, the clock that Node, Python and strace share.

declare const brand: unique symbol;

/** Microseconds since the start of the run. */
export type RunUs = number & { readonly [brand]: 'RunUs' };

/** Position of an event in its record, from 0, in the order of recording. */
export type Seq = number & { readonly [brand]: 'Seq' };

/** A reading of CLOCK_MONOTONIC in microseconds, not yet tied to a run. */
export type MonotonicUs = number & { readonly [brand]: 'MonotonicUs' };

/** Reads CLOCK_MONOTONIC. Sound for 285 years of uptime: microseconds stay below 2^53. */
export function monotonicUs(): MonotonicUs {
  return Number(process.hrtime.bigint() / 1000n) as MonotonicUs;
}

export const runUs = (value: number): RunUs => value as RunUs;
export const seqOf = (value: number): Seq => value as Seq;
export const monotonicUsOf = (value: number): MonotonicUs => value as MonotonicUs;
