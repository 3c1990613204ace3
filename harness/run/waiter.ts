// Waiting for a condition, with a deadline, on the record as it grows or on the kernel's table.

import type { Condition } from '../plan/index.js';
import type { Recorder } from '../record/recorder.js';
import { invariant } from '../vocabulary/invariant.js';
import type { TcpState } from '../vocabulary/network.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { watchCondition, type EventCondition } from './condition-watch.js';
import type { TcpSampler } from './tcp-sampler.js';

export type Waited =
  | { readonly met: true; readonly expected: string; readonly actual: string }
  | { readonly met: false; readonly expected: string; readonly actual: string };

export interface WaiterParts {
  readonly recorder: Recorder;
  readonly sampler: TcpSampler;
  /** Which start of a program a step means: its latest. */
  readonly runOf: (program: string) => number;
  /** Aborted when the run as a whole must end. */
  readonly signal: AbortSignal;
}

const TCP_POLL_MS = 10;

export class Waiter {
  readonly #parts: WaiterParts;
  /** Output is consumed: a line that satisfied one wait can't satisfy the next. */
  readonly #cursors = new Map<string, number>();

  constructor(parts: WaiterParts) {
    this.#parts = parts;
  }

  /** Resolves when met, impossible, or late. Never rejects. */
  async waitFor(condition: Condition, withinUs: number): Promise<Waited> {
    if (condition.on === 'tcp') return await this.#waitForTcp(condition, withinUs);
    return await this.#waitForEvent(condition, Math.max(1, this.#runMeant(condition)), withinUs);
  }

  /** For a rule: waits as long as the run lasts, over all starts of a program, without consuming output. */
  async waitForTrigger(condition: Condition, signal: AbortSignal): Promise<boolean> {
    if (condition.on === 'tcp') return await this.#untilTcp(condition, signal);
    const watch = watchCondition(condition, undefined);
    return (await this.#follow(watch, 0, signal)).outcome === 'met';
  }

  async #waitForEvent(condition: EventCondition, run: number, withinUs: number): Promise<Waited> {
    const watch = watchCondition(condition, run);
    const key = condition.on === 'output' ? `${condition.program}/${condition.stream ?? '*'}` : undefined;
    const from = key === undefined ? 0 : (this.#cursors.get(key) ?? 0);
    const deadline = AbortSignal.timeout(Math.ceil(withinUs / 1000));
    const signal = AbortSignal.any([deadline, this.#parts.signal]);
    const { outcome, seq } = await this.#follow(watch, from, signal);
    if (outcome === 'met') {
      if (key !== undefined) this.#cursors.set(key, seq + 1);
      return { met: true, expected: watch.expected, actual: watch.expected };
    }
    const expected = `${watch.expected} within ${formatDurationUs(withinUs)}`;
    return { met: false, expected, actual: `${watch.actual()}${this.#why(deadline, withinUs, outcome)}` };
  }

  #why(deadline: AbortSignal, withinUs: number, outcome: 'impossible' | 'aborted'): string {
    if (outcome === 'impossible') return '';
    return deadline.aborted ? ` after ${formatDurationUs(withinUs)}` : ' when the run was ended';
  }

  #runMeant(condition: EventCondition): number {
    return 'program' in condition ? this.#parts.runOf(condition.program) : 1;
  }

  /** Feeds the events from `from` on, those that are there and those that come. */
  async #follow(
    watch: ReturnType<typeof watchCondition>,
    from: number,
    signal: AbortSignal,
  ): Promise<
    { readonly outcome: 'met'; readonly seq: number } | { readonly outcome: 'impossible' | 'aborted'; readonly seq: -1 }
  > {
    const { recorder } = this.#parts;
    for (let seq = from; seq < recorder.events.length; seq += 1) {
      const event = recorder.events[seq];
      invariant(event !== undefined, 'events have no gaps');
      const state = watch.feed(event);
      if (state === 'met') return { outcome: 'met', seq };
      if (state === 'impossible') return { outcome: 'impossible', seq: -1 };
    }
    if (signal.aborted) return { outcome: 'aborted', seq: -1 };
    return await new Promise((resolve) => {
      const finish = (
        result: { outcome: 'met'; seq: number } | { outcome: 'impossible' | 'aborted'; seq: -1 },
      ): void => {
        unsubscribe();
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => finish({ outcome: 'aborted', seq: -1 });
      const unsubscribe = recorder.subscribe((event) => {
        const state = watch.feed(event);
        if (state === 'met') finish({ outcome: 'met', seq: event.seq });
        else if (state === 'impossible') finish({ outcome: 'impossible', seq: -1 });
      });
      signal.addEventListener('abort', onAbort);
    });
  }

  async #waitForTcp(condition: Extract<Condition, { on: 'tcp' }>, withinUs: number): Promise<Waited> {
    const { port, states, absent } = condition;
    const deadline = AbortSignal.timeout(Math.ceil(withinUs / 1000));
    const met = await this.#untilTcp(condition, AbortSignal.any([deadline, this.#parts.signal]));
    const wanted = states.join(', ');
    const expected = `port ${port} has ${absent ? 'no socket' : 'a socket'} in ${wanted}`;
    if (met) return { met: true, expected, actual: expected };
    const seen = this.#parts.sampler.statesOf(Number(port));
    return {
      met: false,
      expected: `${expected} within ${formatDurationUs(withinUs)}`,
      actual:
        seen.length === 0 ? `port ${port} has no socket at all` : `port ${port} has sockets in ${countStates(seen)}`,
    };
  }

  async #untilTcp(condition: Extract<Condition, { on: 'tcp' }>, signal: AbortSignal): Promise<boolean> {
    const { port, states, absent } = condition;
    for (;;) {
      const seen = this.#parts.sampler.statesOf(Number(port));
      if (seen.some((state) => states.includes(state)) !== absent) return true;
      if (signal.aborted) return false;
      await pause(TCP_POLL_MS, signal);
    }
  }
}

/** Resolves after `ms`, or when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

function countStates(states: readonly TcpState[]): string {
  const counts = new Map<TcpState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => (count === 1 ? state : `${state} (${count})`)).join(', ');
}
