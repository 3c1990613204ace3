// Waiting for a condition, with a deadline, on the record as it grows or on the kernel's table.

import type { Condition } from '../plan/index.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import { isKind, type RunEvent } from '../record/event.js';
import type { LateWait } from '../record/events/run-events.js';
import type { TcpState } from '../vocabulary/network.js';
import { formatDurationUs } from '../vocabulary/units.js';
import type { ConditionWatch, EventCondition } from './condition-watch.js';
import { ConsumedOutput } from './consumed-output.js';
import { firstOf, pause } from './deadline.js';
import { startFairDeadline, type FairDeadline } from './fair-deadline.js';
import type { TcpSampler } from './tcp-sampler.js';
import { watchCondition } from './watch-condition.js';

export interface Waited {
  /** In time. */
  readonly met: boolean;
  readonly expected: string;
  readonly actual: string;
  readonly late?: LateWait;
}

type Seen = Omit<Waited, 'late'> & {
  /** Nothing that may still come would meet it: that is not a matter of time. */
  readonly isImpossible?: boolean;
  /** When what met it happened, run time, µs: that we saw it later is no lateness of the program's. */
  readonly metUs?: number;
};

export interface WaiterParts {
  readonly recorder: Recorder;
  readonly sampler: TcpSampler;
  /** Which start of a program a step means: its latest. */
  readonly runOf: (program: string) => number;
  /** Aborted when the run as a whole must end. */
  readonly signal: AbortSignal;
  readonly machine: MachineWatch;
}

/** What the machine takes away from the programs while somebody waits for them. */
export interface MachineWatch {
  /** A wait begins: what was before is no excuse for it. */
  begin(): void;
  /** Of the time since `fromUs` (run time), up to now, µs. */
  delayUs(fromUs: number): number;
}

/** A look at the kernel's table costs some milliseconds: between two of them at least three times as much passes. */
const TCP_POLL_MS = 10;
const TCP_REST = 3;

export class Waiter {
  readonly #parts: WaiterParts;
  readonly #consumed = new ConsumedOutput();

  constructor(parts: WaiterParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when met, impossible, or late. Never rejects. What comes after the bound, but within the time that the machine took
   * away, is late, and said to have come.
   */
  async waitFor(condition: Condition, withinUs: number): Promise<Waited> {
    const { recorder, machine, signal } = this.#parts;
    machine.begin();
    const fromUs = recorder.now();
    const delayMs = (): number => machine.delayUs(fromUs) / 1000;
    const deadline = startFairDeadline(Math.ceil(withinUs / 1000), signal, delayMs);
    try {
      const {
        isImpossible = false,
        metUs,
        ...waited
      }: Seen = condition.on === 'tcp'
        ? await this.#waitForTcp(condition, withinUs, deadline)
        : await this.#waitForEvent(condition, withinUs, deadline);
      const byUs = metUs === undefined ? Math.round(deadline.lateMs() * 1000) : Math.max(0, metUs - fromUs - withinUs);
      if (byUs === 0 || signal.aborted || isImpossible) return waited;
      // So that the record has what the machine did until this moment.
      if (waited.met) delayMs();
      const late = { fromUs, untilUs: fromUs + withinUs + byUs, byUs, came: waited.met };
      if (!waited.met) return { ...waited, late };
      const expected = `${waited.expected} within ${formatDurationUs(withinUs)}`;
      return { met: false, expected, actual: `it came, but ${formatDurationUs(byUs)} too late`, late };
    } finally {
      deadline.release();
    }
  }

  /** For a rule: waits as long as the run lasts, over all starts of a program, without consuming output. */
  async waitForTrigger(condition: Condition, over: AbortSignal): Promise<boolean> {
    const { signal, release } = firstOf(over, this.#parts.signal);
    try {
      if (condition.on === 'tcp') return await this.#untilTcp(condition, signal);
      return (await this.#follow(watchCondition(condition, undefined), () => false, signal)) === 'met';
    } finally {
      release();
    }
  }

  async #waitForEvent(condition: EventCondition, withinUs: number, deadline: FairDeadline): Promise<Seen> {
    const watch = watchCondition(condition, this.#runMeant(condition));
    let last: RunEvent | undefined;
    const isConsumed = (event: RunEvent): boolean => {
      last = event;
      return condition.on === 'output' && this.#consumed.has(event);
    };
    const outcome = await this.#follow(watch, isConsumed, deadline.signal);
    if (outcome === 'met') {
      invariant(last !== undefined, 'a wait is met by an event');
      if (condition.on === 'output') this.#consumed.add(condition, last);
      return { met: true, expected: watch.expected, actual: watch.expected, metUs: momentOf(last) };
    }
    const when = outcome === 'impossible' ? '' : whenEnded(deadline, withinUs);
    const expected = `${watch.expected} within ${formatDurationUs(withinUs)}`;
    return { met: false, expected, actual: watch.actual(when), isImpossible: outcome === 'impossible' };
  }

  /** The latest start of the program; the first one if a rule is still to start it. */
  #runMeant(condition: EventCondition): number {
    return 'program' in condition ? Math.max(1, this.#parts.runOf(condition.program)) : 1;
  }

  /** Feeds the events that are there, then those that come. */
  async #follow(
    watch: ConditionWatch,
    skips: (event: RunEvent) => boolean,
    signal: AbortSignal,
  ): Promise<'met' | 'impossible' | 'aborted'> {
    const { recorder } = this.#parts;
    const feed = (event: RunEvent): 'met' | 'impossible' | 'waiting' => (skips(event) ? 'waiting' : watch.feed(event));
    for (const event of recorder.events) {
      const state = feed(event);
      if (state !== 'waiting') return state;
    }
    if (signal.aborted) return 'aborted';
    return await new Promise((resolve) => {
      const finish = (outcome: 'met' | 'impossible' | 'aborted'): void => {
        unsubscribe();
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      const onAbort = (): void => finish('aborted');
      const unsubscribe = recorder.subscribe((event) => {
        const state = feed(event);
        if (state !== 'waiting') finish(state);
      });
      signal.addEventListener('abort', onAbort);
    });
  }

  async #waitForTcp(condition: TcpCondition, withinUs: number, deadline: FairDeadline): Promise<Seen> {
    const { port, states, absent } = condition;
    const met = await this.#untilTcp(condition, deadline.signal);
    const wanted = `port ${port} has ${absent ? 'no socket' : 'a socket'} in ${states.join(', ')}`;
    if (met) return { met, expected: wanted, actual: wanted };
    const seen = this.#parts.sampler.statesOf(portOf(condition));
    const actual =
      seen.length === 0 ? `port ${port} has no socket at all` : `port ${port} has sockets in ${countStates(seen)}`;
    return { met, expected: `${wanted} within ${formatDurationUs(withinUs)}`, actual };
  }

  async #untilTcp(condition: TcpCondition, signal: AbortSignal): Promise<boolean> {
    const { states, absent } = condition;
    for (;;) {
      const beganAtMs = performance.now();
      const seen = this.#parts.sampler.statesOf(portOf(condition));
      if (seen.some((state) => states.includes(state)) !== absent) return true;
      if (signal.aborted) return false;
      await pause(Math.max(TCP_POLL_MS, TCP_REST * (performance.now() - beganAtMs)), signal);
    }
  }
}

type TcpCondition = Extract<Condition, { readonly on: 'tcp' }>;

/** Of chunks that were recorded as one the last, which may have been the one that it took. */
const momentOf = (event: RunEvent): number =>
  isKind(event, 'chunk.received') ? (event.data.untilUs ?? event.atUs) : event.atUs;

function portOf({ port }: TcpCondition): number {
  invariant(typeof port === 'number', `the plan has put a number in the place of ${port}`);
  return port;
}

const whenEnded = (deadline: FairDeadline, withinUs: number): string =>
  deadline.isOver() ? ` after ${formatDurationUs(withinUs)}` : ' when the run was ended';

function countStates(states: readonly TcpState[]): string {
  const counts = new Map<TcpState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => (count === 1 ? state : `${state} (${count})`)).join(', ');
}
