// A run whose steps are decided while it goes on: for tests that are scripted by hand. The same record comes out of it.

import type { Plan, Step } from '../plan/index.js';
import type { RunEvent } from '../record/event.js';
import { Recorder } from '../record/recorder.js';
import type { RecordEnd, RecordHeader, RunRecord } from '../record/run-record.js';
import { RigError } from '../vocabulary/rig-error.js';
import { UndoStack } from '../vocabulary/undo.js';
import { PlanPerformance } from './perform-plan.js';
import type { RecordFile } from './record-file.js';
import { recordRigError } from './rig-trouble.js';
import { cleanUp, followNoise, headerOf, lostFile, newRunId, openRecordFile, type RunOptions } from './run.js';
import type { StepOutcome } from './steps.js';
import type { World } from './world.js';

/** Opens the links. `plan.steps` and rules are ignored. Nothing is left behind when this throws (RigError). */
export async function openSession(plan: Plan, world: World, options: RunOptions = {}): Promise<Session> {
  const undos = new UndoStack();
  try {
    const session = new Session(plan, world, undos, options);
    await session.open();
    return session;
  } catch (error) {
    await undos.unwind();
    throw error;
  }
}

export class Session {
  readonly #steps: Step[] = [];
  readonly #recorder = new Recorder();
  readonly #header: RecordHeader;
  readonly #world: World;
  readonly #undos: UndoStack;
  readonly #file: RecordFile | undefined;
  readonly #interrupted: AbortSignal;
  readonly #performance: PlanPerformance;
  #ended: Promise<RunRecord> | undefined;

  constructor(plan: Plan, world: World, undos: UndoStack, { folder, signal }: RunOptions) {
    const open = { ...plan, steps: this.#steps, rules: [] };
    const runId = newRunId();
    this.#world = world;
    this.#undos = undos;
    this.#interrupted = signal ?? new AbortController().signal;
    this.#header = headerOf(open, world, runId);
    this.#file = openRecordFile(folder, this.#header, this.#recorder);
    undos.push('stop the noise meter', followNoise(world, this.#recorder));
    const parts = { plan: open, world, recorder: this.#recorder, undos, interrupted: this.#interrupted, runId, folder };
    this.#performance = new PlanPerformance({ ...parts, everyStdin: true }, this.#interrupted);
  }

  /** So far. */
  get events(): readonly RunEvent[] {
    return this.#recorder.events;
  }

  async open(): Promise<void> {
    const plan = this.#header.plan as Plan; // It is the constructor's own.
    const fixedPorts = plan.programs.flatMap(({ port }) => (typeof port === 'number' ? [port] : []));
    this.#undos.push('give back fixed ports', await this.#world.fixedPorts.hold(fixedPorts));
    this.#performance.expectFixedPorts();
    await this.#performance.openLinks();
  }

  /** Resolves when the step ended, however. Throws RigError, which is in the record too. */
  async perform(step: Step): Promise<StepOutcome> {
    this.#steps.push(step);
    try {
      return await this.#performance.performStep(this.#steps.length - 1);
    } catch (error) {
      if (error instanceof RigError) recordRigError(this.#recorder, error);
      throw error;
    }
  }

  /** Lets the wire finish, ends the programs, undoes everything. Later calls give the same record. */
  end(): Promise<RunRecord> {
    return (this.#ended ??= this.#end());
  }

  async #end(): Promise<RunRecord> {
    const recorder = this.#recorder;
    await this.#performance.letTheWireFinish();
    recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    await this.#performance.endPrograms();
    await cleanUp(recorder, this.#undos);
    if (this.#file?.failure !== undefined) recordRigError(recorder, lostFile(this.#file.failure));
    const reason = this.#interrupted.aborted ? 'interrupted' : 'completed';
    const end: RecordEnd = { atUs: recorder.now(), reason };
    this.#file?.close(end);
    return { header: this.#header, events: recorder.events, end };
  }
}
