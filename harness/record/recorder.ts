// The one place where events are appended: gives each its seq, hands it to the sinks (the live file, the waiters).

import { monotonicUs, runUs, seqOf, type MonotonicUs, type RunUs, type Seq } from '../vocabulary/time.js';
import type { EventKind, Observation, RunEvent } from './event.js';

export type Listener = (event: RunEvent) => void;

export class Recorder {
  readonly startedUs: MonotonicUs;
  readonly #events: RunEvent[] = [];
  readonly #listeners = new Set<Listener>();

  constructor(startedUs: MonotonicUs = monotonicUs()) {
    this.startedUs = startedUs;
  }

  get events(): readonly RunEvent[] {
    return this.#events;
  }

  now(): RunUs {
    return this.at(monotonicUs());
  }

  /** A reading of the shared clock as a time of this run. */
  at(us: MonotonicUs): RunUs {
    return runUs(us - this.startedUs);
  }

  readonly emit = <K extends EventKind>(observation: Observation<K>): Seq => {
    const seq = seqOf(this.#events.length);
    const event = {
      seq,
      atUs: observation.atUs ?? this.now(),
      uncertaintyUs: observation.uncertaintyUs ?? 0,
      observer: observation.observer,
      kind: observation.kind,
      data: observation.data,
      ...(observation.cause === undefined ? {} : { cause: observation.cause }),
      // Observation<K> pairs kind with its data, which is what makes this a member of the union.
    } as unknown as RunEvent;
    this.#events.push(event);
    for (const listener of this.#listeners) listener(event);
    return seq;
  };

  /** Calls `listener` with each later event. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
