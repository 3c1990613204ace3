// What a run's waits are told of the machine: all that is measured goes into the record, and is read from there as the judge will.

import { machineDelayOfWait } from '../kinds/expectations/machine-delay.js';
import type { Recorder } from '../record/recorder.js';
import type { UndoStack } from '../vocabulary/undo.js';
import type { NoiseMeter } from './noise-meter.js';
import { RunDelayMeter } from './run-delay-meter.js';
import type { MachineWatch } from './waiter.js';

export interface WatchedRun {
  readonly recorder: Recorder;
  readonly noise: NoiseMeter;
  readonly undos: UndoStack;
}

export function watchMachine({ recorder, noise, undos }: WatchedRun): MachineWatch {
  const meter = new RunDelayMeter(recorder);
  undos.push('stop measuring waits for a CPU', meter.follow(noise));
  return {
    begin: () => meter.sample(),
    delayUs: (fromUs) => {
      const untilUs = recorder.now();
      meter.sample();
      noise.tellNow();
      return machineDelayOfWait(recorder.events, { fromUs, untilUs }, false).totalUs;
    },
  };
}
