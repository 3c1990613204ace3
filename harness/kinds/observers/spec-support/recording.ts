// A recorder for specs of observers: what they emit, and a target that stands for one start of one program.

import type { EventKind, EventOf } from '../../../record/event.js';
import { Recorder } from '../../../record/recorder.js';
import { runUs, type MonotonicUs } from '../../../vocabulary/time.js';
import type { ObservedProgram, ProgramObserver } from '../observer.js';

export interface Observed {
  readonly hand: (descriptor: number, bytes: Uint8Array | string | undefined) => void;
  readonly events: <K extends EventKind>(kind: K) => readonly EventOf<K>[];
}

/** Attaches an observer to a program called `subject` in its first run. */
export function observe(observer: ProgramObserver, startedUs?: MonotonicUs): Observed {
  const recorder = startedUs === undefined ? new Recorder() : new Recorder(startedUs);
  const target: ObservedProgram = {
    program: 'subject',
    run: 1,
    pid: 42,
    now: () => recorder.now(),
    at: (us) => recorder.at(us),
    runDelayUs: () => undefined,
    wallClock: () => ({ wallUs: 1_795_503_138_000_000, at: runUs(0), uncertaintyUs: 3 }),
  };
  const hand = observer.attach(target, recorder.emit);
  return {
    hand: (descriptor, bytes) => hand(descriptor, typeof bytes === 'string' ? Buffer.from(bytes) : bytes),
    // The filter leaves only events of this kind.
    events: (kind) =>
      recorder.events.filter((event) => event.kind === kind) as unknown as readonly EventOf<typeof kind>[],
  };
}
