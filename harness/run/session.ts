// A run whose steps are decided while it goes on: for tests that are scripted by hand. The same record comes out of it.

import type { Plan, Step } from '../plan/index.js';
import type { RunEvent } from '../record/event.js';
import type { RunRecord } from '../record/run-record.js';
import { RigError } from '../vocabulary/rig-error.js';
import { firstOf } from './deadline.js';
import { expectFixedPortsFree, fixedPortsOf } from './fixed-ports.js';
import { OpenRecord } from './open-record.js';
import { PlanPerformance } from './plan-performance.js';
import { recordRigError } from './rig-trouble.js';
import type { RunOptions } from './run.js';
import type { StepOutcome } from './steps.js';
import type { World } from './world.js';

/** Opens the links. `plan.steps` and rules are ignored. Nothing is left behind when this throws (RigError). */
export async function openSession(plan: Plan, world: World, options: RunOptions = {}): Promise<Session> {
  const session = new Session(plan, world, options);
  await session.open();
  return session;
}

export class Session {
  readonly #steps: Step[] = [];
  readonly #plan: Plan;
  readonly #world: World;
  readonly #record: OpenRecord;
  readonly #interrupted: AbortSignal;
  readonly #over = new AbortController();
  readonly #performance: PlanPerformance;
  readonly #performing = new Set<Promise<StepOutcome>>();
  #ended: Promise<RunRecord> | undefined;

  /** Throws RigError when there is no place for the record. */
  constructor(plan: Plan, world: World, { folder, signal }: RunOptions) {
    this.#plan = { ...plan, steps: this.#steps, rules: [] };
    this.#world = world;
    this.#record = new OpenRecord(this.#plan, world, folder);
    const { recorder, undos, runId } = this.#record;
    this.#interrupted = signal ?? new AbortController().signal;
    const ends = firstOf(this.#interrupted, this.#over.signal);
    undos.push('forget who may end the run', ends.release);
    const parts = { plan: this.#plan, world, recorder, undos, interrupted: this.#interrupted, runId, folder };
    this.#performance = new PlanPerformance({ ...parts, everyStdin: true }, ends.signal);
  }

  /** So far. */
  get events(): readonly RunEvent[] {
    return this.#record.recorder.events;
  }

  async open(): Promise<void> {
    try {
      const giveBack = await this.#world.fixedPorts.hold(fixedPortsOf(this.#plan));
      this.#record.undos.push('give back fixed ports', giveBack);
      expectFixedPortsFree(this.#plan);
      await this.#performance.openLinks();
    } catch (error) {
      await this.#record.abandon();
      throw error;
    }
  }

  /** Resolves when the step ended, however. Throws RigError, which is in the record too. */
  async perform(step: Step): Promise<StepOutcome> {
    if (this.#ended !== undefined) {
      throw new RigError('interrupted', `expected "${step.label}" before the run is ended, but it comes after`, {
        hint: 'await each step, and end the run when all are done',
      });
    }
    this.#steps.push(step);
    const performing = this.#performance.performStep(this.#steps.length - 1);
    this.#performing.add(performing);
    try {
      return await performing;
    } catch (error) {
      if (error instanceof RigError) recordRigError(this.#record.recorder, error);
      throw error;
    } finally {
      this.#performing.delete(performing);
    }
  }

  /** Lets the wire finish, ends the programs, undoes everything. Later calls give the same record. */
  end(): Promise<RunRecord> {
    return (this.#ended ??= this.#end());
  }

  async #end(): Promise<RunRecord> {
    try {
      const isCut = await this.#cutShort();
      await this.#finish();
      return await this.#record.close(isCut || this.#interrupted.aborted ? 'interrupted' : 'completed');
    } catch (error) {
      await this.#record.abandon();
      throw error;
    }
  }

  /** Who ends the run has given up the steps under way: what the clean-up does must not be what they wait for. Were there any? */
  async #cutShort(): Promise<boolean> {
    if (this.#performing.size === 0) return false;
    this.#over.abort();
    await Promise.allSettled(this.#performing);
    return true;
  }

  async #finish(): Promise<void> {
    try {
      await this.#performance.letTheWireFinish();
    } catch (error) {
      if (!(error instanceof RigError)) throw error;
      recordRigError(this.#record.recorder, error);
    } finally {
      await this.#performance.endPrograms();
    }
  }
}
