// The middle of a run: links up, steps in order, rules beside them, and the last bytes on the wire.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, Rule } from '../plan/index.js';
import { isKind, type RunEvent } from '../record/event.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { LinkControl, Rig } from '../vocabulary/rig.js';
import type { UndoStack } from '../vocabulary/undo.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { openLink } from './link.js';
import { Programs } from './programs.js';
import { StepPerformer, type StepOutcome } from './steps.js';
import { TcpSampler } from './tcp-sampler.js';
import { pause, Waiter } from './waiter.js';
import type { World } from './world.js';

/** How long the wire may take to finish after the last step when every client is gone: a FIN has to cross and come back. */
const QUIET_DEADLINE_MS = 300;
/** A wire on which nothing happened for so long is held by a fault, and will not finish by itself. */
const HELD_AFTER_MS = 60;
const QUIET_POLL_MS = 2;

export interface PerformParts {
  readonly plan: Plan;
  readonly world: World;
  readonly recorder: Recorder;
  readonly undos: UndoStack;
  readonly interrupted: AbortSignal;
  readonly runId: string;
}

/** Carries out a plan. Resolves with true when every step was done. Trouble of the rig becomes an event. */
export async function performPlan(parts: PerformParts): Promise<boolean> {
  const timeout = AbortSignal.timeout(Math.ceil(parts.plan.timeoutUs / 1000));
  const signal = AbortSignal.any([timeout, parts.interrupted]);
  const performance = new PlanPerformance(parts, signal);
  try {
    await performance.openLinks();
    const completed = await performance.performSteps();
    await performance.letTheWireFinish();
    if (timeout.aborted) performance.recordTimeout();
    return completed;
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    recordRigError(parts.recorder, error);
    return false;
  }
}

class PlanPerformance {
  readonly #parts: PerformParts;
  readonly #signal: AbortSignal;
  readonly #programs: Programs;
  readonly #sampler: TcpSampler;
  readonly #waiter: Waiter;
  readonly #performer: StepPerformer;
  readonly #links = new Map<string, LinkControl>();
  readonly #open = new Set<string>();
  #wireMovedAtMs = 0;

  constructor(parts: PerformParts, signal: AbortSignal) {
    const { plan, world, recorder, undos, runId } = parts;
    this.#parts = parts;
    this.#signal = signal;
    const scratchFolder = join(world.scratchFolder, runId);
    if (!world.keepsScratch) {
      undos.push('remove scratch folder', () => rmSync(scratchFolder, { recursive: true, force: true }));
    }
    this.#programs = new Programs({ plan, world, recorder, undos, scratchFolder });
    this.#sampler = new TcpSampler(recorder);
    const runOf = (program: string): number => this.#programs.runOf(program);
    this.#waiter = new Waiter({ recorder, sampler: this.#sampler, runOf, signal });
    const { programs, waiter } = { programs: this.#programs, waiter: this.#waiter };
    this.#performer = new StepPerformer({ recorder, programs, waiter, rig: this.#rig(), undos, signal });
    undos.push(
      'stop following the wire',
      recorder.subscribe((event) => this.#followWire(event)),
    );
  }

  async openLinks(): Promise<void> {
    const { plan, world, recorder, undos, runId } = this.#parts;
    const proxied = plan.links.filter((link) => link.via === 'toxiproxy');
    await Promise.all(
      proxied.map(async (link) => {
        const control = await openLink(link, {
          runId,
          seed: plan.seed,
          toxiproxy: world.toxiproxy,
          recorder,
          undos,
          sampleTcp: (port) => this.#sampler.sample([port]),
          tapPorts: () => this.#leaseTwo(),
        });
        this.#links.set(link.name, control);
      }),
    );
  }

  /** Returns whether all steps were done. */
  async performSteps(): Promise<boolean> {
    const { plan, recorder } = this.#parts;
    const rulesEnd = new AbortController();
    const rules = plan.rules.map((rule, index) => this.#followRule(rule, index, rulesEnd.signal));
    let completed = true;
    try {
      for (const index of plan.steps.keys()) {
        if (!completed || this.#signal.aborted) {
          completed = false;
          recorder.emit({ observer: 'harness', kind: 'step.ended', data: { step: index, outcome: 'skipped' } });
          continue;
        }
        completed = await this.#performStep(index);
      }
    } finally {
      rulesEnd.abort();
      await Promise.all(rules);
    }
    return completed;
  }

  /** What is on its way when the last step is done still belongs to the behaviour: wait (bounded) until it has arrived. */
  async letTheWireFinish(): Promise<void> {
    const { world, plan } = this.#parts;
    const beganAtMs = performance.now();
    this.#wireMovedAtMs = beganAtMs;
    while (this.#open.size > 0 && this.#programs.everyClientHasExited() && !this.#signal.aborted) {
      const now = performance.now();
      if (now - beganAtMs > QUIET_DEADLINE_MS || now - this.#wireMovedAtMs > HELD_AFTER_MS) break;
      await pause(QUIET_POLL_MS, this.#signal);
    }
    await world.toxiproxy.flush();
    this.#sampler.sample(plan.sampledPorts);
    world.noise.tellNow();
  }

  recordTimeout(): void {
    const { plan, recorder } = this.#parts;
    const message = `expected the whole run to take at most ${formatDurationUs(plan.timeoutUs)} (timeout), and it took longer`;
    const hint = 'raise "timeout:" in the scenario, or give its awaits a shorter "within:"';
    recorder.emit({ observer: 'harness', kind: 'rig.failed', data: { code: 'timeout', message, hint } });
  }

  #followWire(event: RunEvent): void {
    if (event.observer !== 'tap') return;
    this.#wireMovedAtMs = performance.now();
    if (isKind(event, 'connection.opened')) this.#open.add(`${event.data.link}#${event.data.connection}`);
    if (isKind(event, 'connection.closed')) this.#open.delete(`${event.data.link}#${event.data.connection}`);
  }

  async #performStep(index: number): Promise<boolean> {
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
    return outcome.outcome === 'done';
  }

  async #followRule(rule: Rule, index: number, over: AbortSignal): Promise<void> {
    const { recorder } = this.#parts;
    const signal = AbortSignal.any([over, this.#signal]);
    const data = { rule: index, step: -1 };
    if (!(await this.#waiter.waitForTrigger(rule.trigger, signal))) {
      recorder.emit({ observer: 'harness', kind: 'rule.ended', data: { ...data, outcome: 'missed' } });
      return;
    }
    const fired = { rule: index, label: rule.label };
    const cause = recorder.emit({ observer: 'harness', kind: 'rule.fired', data: fired });
    let outcome: StepOutcome = { outcome: 'failed' };
    try {
      outcome = await this.#performer.perform(rule.step, -1);
    } catch (error) {
      if (!(error instanceof RigError)) throw error;
      recordRigError(recorder, error);
    } finally {
      recorder.emit({ observer: 'harness', kind: 'rule.ended', data: { ...data, ...outcome }, cause });
    }
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

function recordRigError(recorder: Recorder, error: RigError): void {
  const { code, message, hint } = error;
  const data = { code, message, ...(hint === undefined ? {} : { hint }) };
  recorder.emit({ observer: 'harness', kind: 'rig.failed', data });
}
