// Carries out steps, one verb at a time. A step ends done, missed (what it waits for did not come) or failed (the rig).

import { FAULTS } from '../kinds/faults/index.js';
import type { Step } from '../plan/index.js';
import type { StepEnded } from '../record/events/run-events.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import type { Rig } from '../vocabulary/rig.js';
import type { Undo, UndoStack } from '../vocabulary/undo.js';
import { formatDurationUs } from '../vocabulary/units.js';
import type { Programs } from './programs.js';
import { pause } from './deadline.js';
import type { Waited, Waiter } from './waiter.js';

export interface StepParts {
  readonly recorder: Recorder;
  readonly programs: Programs;
  readonly waiter: Waiter;
  readonly rig: Rig;
  readonly undos: UndoStack;
  readonly signal: AbortSignal;
}

export type StepOutcome = Omit<StepEnded, 'step'>;

const DONE: StepOutcome = { outcome: 'done' };

export class StepPerformer {
  readonly #parts: StepParts;
  readonly #injected = new Map<string, Undo>();

  constructor(parts: StepParts) {
    this.#parts = parts;
  }

  /** Throws RigError. `index` is the step's place in the plan, for guards. */
  async perform(step: Step, index: number): Promise<StepOutcome> {
    const { programs, waiter } = this.#parts;
    switch (step.do) {
      case 'start':
        return await this.#start(step.program, step.withinUs);
      case 'restart':
        await programs.restart(step.program);
        return DONE;
      case 'write':
        return await this.#write(step);
      case 'inject':
        await this.#inject(step.name, step.fault, step.spec);
        return DONE;
      case 'heal':
        await this.#heal(step.name);
        return DONE;
      case 'wait':
        return await this.#wait(step.us);
      case 'await':
        return outcomeOf(await waiter.waitFor(step.condition, step.withinUs));
      case 'guard':
        return this.#guard(await waiter.waitFor(step.condition, step.withinUs), index);
    }
  }

  async #start(name: string, withinUs: number | undefined): Promise<StepOutcome> {
    const { programs, waiter } = this.#parts;
    await programs.start(name);
    const { ready, readyWithinUs } = programs.planned(name);
    const within = withinUs ?? readyWithinUs;
    switch (ready.kind) {
      case 'spawned':
        return DONE;
      case 'listening':
        return outcomeOf(await waiter.waitFor({ on: 'listening', program: name }, within));
      case 'line': {
        const line = { equals: ready.line };
        return outcomeOf(await waiter.waitFor({ on: 'output', program: name, stream: undefined, line }, within));
      }
    }
  }

  async #write(step: Extract<Step, { do: 'write' }>): Promise<StepOutcome> {
    const { programs, signal } = this.#parts;
    if (await programs.write(step.to, step, signal)) return DONE;
    return {
      outcome: 'missed',
      expected: `${step.to} reads what is written to its stdin`,
      actual: 'it had not read it all when the run was ended',
    };
  }

  async #wait(us: number): Promise<StepOutcome> {
    const { signal } = this.#parts;
    await pause(us / 1000, signal);
    if (!signal.aborted) return DONE;
    return { outcome: 'missed', expected: `${formatDurationUs(us)} pass`, actual: 'the run was ended before' };
  }

  async #inject(name: string, kind: string, spec: unknown): Promise<void> {
    const { recorder, rig, undos } = this.#parts;
    const fault = FAULTS.get(kind);
    invariant(fault !== undefined, `fault ${kind} is on the shelf`);
    // Recorded before it takes effect: its receipt must not be older than it is.
    recorder.emit({
      observer: 'harness',
      kind: 'fault.injected',
      data: { name, fault: kind, ...fault.target(spec), spec },
    });
    const undo = await fault.inject(rig, spec, name);
    this.#injected.set(name, undo);
    undos.push(`heal ${name}`, () => this.#heal(name));
  }

  /** Does nothing when it was healed before: the clean-up heals whatever the steps did not. */
  async #heal(name: string): Promise<void> {
    const undo = this.#injected.get(name);
    if (undo === undefined) return;
    this.#injected.delete(name);
    await undo();
    this.#parts.recorder.emit({ observer: 'harness', kind: 'fault.healed', data: { name } });
  }

  #guard(waited: Waited, step: number): StepOutcome {
    const { expected, actual } = waited;
    const outcome = waited.met ? 'met' : 'missed';
    this.#parts.recorder.emit({
      observer: 'harness',
      kind: 'guard.checked',
      data: { step, outcome, expected, actual },
    });
    return outcomeOf(waited);
  }
}

function outcomeOf(waited: Waited): StepOutcome {
  const { met, expected, actual, late } = waited;
  return met ? DONE : { outcome: 'missed', expected, actual, ...(late === undefined ? {} : { late }) };
}
