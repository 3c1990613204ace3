// A program's observers on what it writes: its descriptors, and the FIFO of a wrapper.

import type { Recorder } from '../record/recorder.js';
import { runDelayReader } from './run-delay.js';
import type { ProcessSpec, Source } from './spawn-program.js';
import { readWallClock } from './wall-clock.js';

/** `sources`: for each observer, what it reads. Resolves when all of them have ended. */
export async function attachObservers(
  spec: ProcessSpec,
  sources: readonly (readonly Source[])[],
  { pid, recorder }: { readonly pid: number; readonly recorder: Recorder },
): Promise<void> {
  const target = {
    program: spec.program,
    run: spec.run,
    pid,
    now: () => recorder.now(),
    at: recorder.at.bind(recorder),
    wallClock: () => readWallClock((us) => recorder.at(us)),
    runDelayUs: runDelayReader(pid),
  };
  const ends = spec.observers.flatMap((observer, index) => {
    const hand = observer.attach(target, recorder.emit);
    return (sources[index] ?? []).map((source) => handOn(source, hand));
  });
  await Promise.all(ends);
}

function handOn(
  { descriptor, readable }: Source,
  hand: (descriptor: number, bytes: Uint8Array | undefined) => void,
): Promise<void> {
  readable.on('data', (bytes: Uint8Array) => hand(descriptor, bytes));
  readable.on('error', () => undefined);
  return new Promise((resolve) => {
    readable.once('close', () => {
      hand(descriptor, undefined);
      resolve();
    });
  });
}
