// What a run's waits are told of the machine: all that is measured goes into the record, and is read from there as the judge will.

import { machineDelayOfWait } from '../kinds/expectations/machine-delay.js';
import type { Recorder } from '../record/recorder.js';
import type { UndoStack } from '../vocabulary/undo.js';
import { RunDelayMeter } from './run-delay-meter.js';
import type { MachineWatch } from './waiter.js';
import type { World } from './world.js';

export interface WatchedRun {
  readonly recorder: Recorder;
  readonly world: World;
  readonly undos: UndoStack;
}

export function watchMachine({ recorder, world, undos }: WatchedRun): MachineWatch {
  const meter = new RunDelayMeter(recorder);
  undos.push('stop measuring waits for a CPU', meter.follow(world.noise));
  return {
    begin: () => meter.sample(),
    delayUs: (fromUs) => {
      const untilUs = recorder.now();
      meter.sample();
      world.noise.tellNow();
      return machineDelayOfWait(recorder.events, { fromUs, untilUs }, false).totalUs;
    },
  };
}
