// The parts of a run that `performPlan` plays from beginning to end, and a session step by step.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../plan/index.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import type { LinkControl, Rig } from '../vocabulary/rig.js';
import type { UndoStack } from '../vocabulary/undo.js';
import { openLink } from './link.js';
import { followRule } from './follow-rule.js';
import { Programs } from './programs.js';
import { StepPerformer, type StepOutcome } from './steps.js';
import { watchMachine } from './watch-machine.js';
import { TcpSampler } from './tcp-sampler.js';
import { Waiter } from './waiter.js';
import { WireWatch } from './wire-watch.js';
import type { World } from './world.js';

export interface PerformParts {
  readonly plan: Plan;
  readonly world: World;
  readonly recorder: Recorder;
  readonly undos: UndoStack;
  readonly interrupted: AbortSignal;
  readonly runId: string;
  /** The run's own, with its record; undefined: it leaves none. */
  readonly folder: string | undefined;
  /** A session does not know beforehand which programs will be written to. */
  readonly everyStdin?: boolean;
}

export class PlanPerformance {
  readonly #parts: PerformParts;
  readonly #signal: AbortSignal;
  readonly #programs: Programs;
  readonly #sampler: TcpSampler;
  readonly #waiter: Waiter;
  readonly #performer: StepPerformer;
  readonly #links = new Map<string, LinkControl>();
  readonly #wire = new WireWatch();

  /** `signal`: aborted when the run as a whole must end. */
  constructor(parts: PerformParts, signal: AbortSignal) {
    const { plan, world, recorder, undos, runId, folder, everyStdin = false } = parts;
    this.#parts = parts;
    this.#signal = signal;
    const kept = world.keepsScratch && folder !== undefined ? join(folder, 'scratch') : undefined;
    const scratchFolder = kept ?? join(world.scratchFolder, runId);
    if (kept === undefined) {
      undos.push('remove scratch folder', () => rmSync(scratchFolder, { recursive: true, force: true }));
    }
    const programs = new Programs({ plan, world, recorder, undos, scratchFolder, everyStdin });
    this.#programs = programs;
    this.#sampler = new TcpSampler(recorder);
    const runOf = (program: string): number => programs.runOf(program);
    const machine = watchMachine({ recorder, undos, noise: world.noise });
    const waiter = new Waiter({ recorder, sampler: this.#sampler, runOf, signal, machine });
    this.#waiter = waiter;
    const rig = world.disguiseRig?.(this.#rig()) ?? this.#rig();
    this.#performer = new StepPerformer({ recorder, programs, waiter, rig, undos, signal });
    undos.push('stop following the wire', this.#wire.follow(recorder));
  }

  /** Throws RigError. */
  async openLinks(): Promise<void> {
    const { plan, world, recorder, undos, runId } = this.#parts;
    // Where the kernel has no table, nothing must look as if it had been seen there.
    const hasTable = world.capabilities['kernel-tcp-table'] === true;
    const proxied = plan.links.filter((link) => link.via === 'toxiproxy');
    // All are waited for also when one fails: what another has opened meanwhile must be on the stack before it is unwound.
    const opened = await Promise.allSettled(
      proxied.map(async (link) => {
        const control = await openLink(link, {
          runId,
          seed: plan.seed,
          toxiproxy: world.toxiproxy,
          recorder,
          undos,
          sampleTcp: (port) => this.#sampler.sample(hasTable ? [port] : []),
          tapPorts: () => this.#leaseTwo(),
        });
        this.#links.set(link.name, control);
      }),
    );
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
  }

  /** Returns whether all steps were done, and the rules beside them in time. Throws RigError. */
  async performSteps(): Promise<boolean> {
    const { plan, recorder } = this.#parts;
    const rulesEnd = new AbortController();
    const parts = { recorder, waiter: this.#waiter, performer: this.#performer, over: rulesEnd.signal };
    const rules = plan.rules.map((rule, index) => followRule(rule, index, parts));
    // A bug of ours in a rule is thrown when the steps are over: until then nobody awaits it.
    for (const rule of rules) rule.catch(() => undefined);
    let completed = true;
    try {
      for (const index of plan.steps.keys()) {
        if (!completed || this.#signal.aborted) {
          completed = false;
          recorder.emit({ observer: 'harness', kind: 'step.ended', data: { step: index, outcome: 'skipped' } });
          continue;
        }
        completed = (await this.performStep(index)).outcome === 'done';
      }
    } finally {
      rulesEnd.abort();
      await Promise.all(rules);
    }
    // The steps may have been done, and a rule's step still have been under way when the run's time was over.
    return completed && !this.#signal.aborted;
  }

  /** The step at `index` of the plan. Throws RigError. */
  async performStep(index: number): Promise<StepOutcome> {
    const { plan, recorder } = this.#parts;
    const step = plan.steps[index];
    invariant(step !== undefined, 'steps have no gaps');
    const seq = recorder.emit({ observer: 'harness', kind: 'step.started', data: { step: index, label: step.label } });
    let outcome: StepOutcome = { outcome: 'failed' };
    try {
      outcome = await this.#performer.perform(step, index);
    } finally {
      recorder.emit({ observer: 'harness', kind: 'step.ended', data: { step: index, ...outcome }, cause: seq });
    }
    this.#sampler.sample(plan.sampledPorts);
    return outcome;
  }

  /** What is on its way when the last step is done still belongs to the behaviour: waits (bounded) until it has arrived. Throws RigError. */
  async letTheWireFinish(): Promise<void> {
    const { world, plan } = this.#parts;
    // A connection of which we have not heard yet is on its way, too.
    await world.toxiproxy.flush();
    await this.#wire.finishes(() => this.#programs.everyClientHasExited(), this.#signal);
    await world.toxiproxy.flush();
    this.#sampler.sample(plan.sampledPorts);
    world.noise.tellNow();
  }

  /** The steps are over: what programs do from here on is our doing. */
  async endPrograms(): Promise<void> {
    this.#parts.recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    // Before all else is undone: what programs hold open would hold up the rest, and they end at the same moment.
    await this.#programs.endAll();
  }

  #rig(): Rig {
    return {
      link: (name) => {
        const control = this.#links.get(name);
        invariant(control !== undefined, `link ${name} passes through Toxiproxy (checked while reading)`);
        return control;
      },
      program: (name) => this.#programs.control(name),
    };
  }

  #leaseTwo(): readonly [number, number] {
    const lease = this.#parts.world.ports.lease(2);
    this.#parts.undos.push('give back tap ports', lease.release);
    const [first, second] = lease.ports;
    invariant(first !== undefined && second !== undefined, 'a lease of two has two ports');
    return [first, second];
  }
}
