// The middle of a run: links up, steps in order, rules beside them, and the last bytes on the wire.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../plan/index.js';
import { isKind, type RunEvent } from '../record/event.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import { RigError } from '../vocabulary/rig-error.js';
import type { LinkControl, Rig } from '../vocabulary/rig.js';
import type { UndoStack } from '../vocabulary/undo.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { captureRun } from './packet-capture.js';
import { pause, startDeadline } from './deadline.js';
import { readListeners } from './kernel-table.js';
import { openLink } from './link.js';
import { followRule } from './follow-rule.js';
import { Programs } from './programs.js';
import { recordRigError } from './rig-trouble.js';
import { StepPerformer, type StepOutcome } from './steps.js';
import { watchMachine } from './watch-machine.js';
import { TcpSampler } from './tcp-sampler.js';
import { Waiter } from './waiter.js';
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
  /** The run's own, with its record; undefined: it leaves none. */
  readonly folder: string | undefined;
  /** A session does not know beforehand which programs will be written to. */
  readonly everyStdin?: boolean;
}

/** Carries out a plan and ends its programs. Resolves with true when every step was done. Trouble of the rig becomes an event. */
export async function performPlan(parts: PerformParts): Promise<boolean> {
  if (!(await buildPrograms(parts))) return false;
  const timeout = startDeadline(Math.ceil(parts.plan.timeoutUs / 1000), parts.interrupted);
  const performance = new PlanPerformance(parts, timeout.signal);
  try {
    performance.expectFixedPorts();
    await captureRun(parts);
    await performance.openLinks();
    const completed = await performance.performSteps();
    if (!completed && timeout.isOver()) performance.recordTimeout();
    await performance.letTheWireFinish();
    return completed;
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    recordRigError(parts.recorder, error);
    return false;
  } finally {
    timeout.release();
    parts.recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    // Before all else is undone: what programs hold open would hold up the rest, and they end at the same moment.
    await performance.endPrograms();
  }
}

/** Before the run's time begins: a first build takes longer than most runs. False when there is nothing to run. */
async function buildPrograms({ plan, world, recorder, interrupted }: PerformParts): Promise<boolean> {
  const builds = plan.programs.flatMap((program) => world.builds.build(program) ?? []);
  if (builds.length === 0) return true;
  try {
    await Promise.race([Promise.all(builds), aborted(interrupted)]);
    return true;
  } catch (error) {
    if (!(error instanceof RigError)) throw error;
    recordRigError(recorder, error);
    recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
    return false;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** The parts of a run that `performPlan` plays from beginning to end, and a session step by step. */
export class PlanPerformance {
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
    const { plan, world, recorder, undos, runId, folder, everyStdin = false } = parts;
    this.#parts = parts;
    this.#signal = signal;
    const kept = world.keepsScratch && folder !== undefined ? join(folder, 'scratch') : undefined;
    const scratchFolder = kept ?? join(world.scratchFolder, runId);
    if (kept === undefined) {
      undos.push('remove scratch folder', () => rmSync(scratchFolder, { recursive: true, force: true }));
    }
    this.#programs = new Programs({ plan, world, recorder, undos, scratchFolder, everyStdin });
    this.#sampler = new TcpSampler(recorder);
    const runOf = (program: string): number => this.#programs.runOf(program);
    const machine = watchMachine(parts);
    this.#waiter = new Waiter({ recorder, sampler: this.#sampler, runOf, signal, machine });
    const { programs, waiter } = { programs: this.#programs, waiter: this.#waiter };
    const rig = world.disguiseRig?.(this.#rig()) ?? this.#rig();
    this.#performer = new StepPerformer({ recorder, programs, waiter, rig, undos, signal });
    undos.push(
      'stop following the wire',
      recorder.subscribe((event) => this.#followWire(event)),
    );
  }

  /** A port that the author fixed can't be chosen again: who else listens there would be taken for the program. */
  expectFixedPorts(): void {
    const { plan, world } = this.#parts;
    const fixed = plan.programs.filter((program) => typeof program.port === 'number');
    if (fixed.length === 0 || world.capabilities['kernel-tcp-table'] !== true) return;
    const listening = new Set(readListeners().map(({ local }) => local.port));
    for (const { name, port } of fixed) {
      if (typeof port !== 'number' || !listening.has(port)) continue;
      throw new RigError('port-taken', `expected port ${port} of ${name} to be free, but somebody listens there`, {
        hint: `leave its port to the plan (\${${name}.port}), or see who it is: ss -ltnp 'sport = :${port}'`,
      });
    }
  }

  async openLinks(): Promise<void> {
    const { plan, world, recorder, undos, runId } = this.#parts;
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
          sampleTcp: (port) => this.#sampler.sample([port]),
          tapPorts: () => this.#leaseTwo(),
        });
        this.#links.set(link.name, control);
      }),
    );
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
  }

  /** Returns whether all steps were done. */
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

  async endPrograms(): Promise<void> {
    await this.#programs.endAll();
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
