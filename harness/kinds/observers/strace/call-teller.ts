// What strace's lines come to, as events of the record. The thread, the call and its arguments are known by now.

import type { Emit, EventData, EventKind } from '../../../record/event.js';
import type { CallRef, CallReturned } from '../../../record/events/call-events.js';
import { BUDGET_SPENT, CallBudget } from '../call-budget.js';
import type { ObservedProgram } from '../observer.js';
import type { Asked } from './asked.js';
import type { TraceClock } from './clock.js';
import { describeGot } from './describe.js';
import type { Call, EndedCall } from './thread-calls.js';
import type { Birth, Thread } from './threads.js';

export interface TraceOptions {
  /** `strace 6.1` */
  readonly tracer: string;
  /** Tell the calls as the program's own: `call.entered`, `call.returned`. */
  readonly tellsCalls: boolean;
  /** Tell each system call by which it could be made to fail: `syscall.returned`. */
  readonly tellsSyscalls: boolean;
}

/** A call that is shorter can't have waited for a CPU for longer. */
const WORTH_ASKING_US = 100;

export class CallTeller {
  readonly #target: ObservedProgram;
  readonly #emit: Emit;
  readonly #clock: TraceClock;
  readonly #options: TraceOptions;
  readonly #budget = new CallBudget();
  #isLost = false;
  #isStopped = false;

  constructor(target: ObservedProgram, emit: Emit, clock: TraceClock, options: TraceOptions) {
    this.#target = target;
    this.#emit = emit;
    this.#clock = clock;
    this.#options = options;
  }

  /** Nothing will be told of calls any more. */
  get isSilent(): boolean {
    return this.#budget.isOver && !this.#options.tellsSyscalls;
  }

  meet(thread: Thread, { isProcess, wallUs }: Birth): void {
    thread.runDelayUs = this.#target.runDelayUs(thread.id);
    if (!isProcess || !this.#options.tellsCalls) return;
    const { program, run } = this.#target;
    const data = { program, run, pid: thread.pid, tracer: this.#options.tracer };
    this.#tell('trace.started', data, wallUs);
  }

  entered(thread: Thread, call: Call, asked: Asked): void {
    if (call.isTold || !asked.mayWait || !this.#options.tellsCalls) return;
    const data = this.#refOf(thread, call, asked);
    if (!this.#budget.admitsBegin(data)) return;
    call.isTold = true;
    this.#tell('call.entered', data, call.startUs);
  }

  returned(thread: Thread, ended: EndedCall, asked: Asked): void {
    const { call, syscall, ending, endUs } = ended;
    const data = this.#returnedOf(thread, ended, asked);
    if (this.#options.tellsSyscalls) this.#tell('syscall.returned', { ...data, syscall, nth: call.nth }, endUs);
    if (!this.#options.tellsCalls) return;
    if (asked.isGlance === true && ending.value === 0 && !call.isTold) return;
    if (!this.#budget.admitsEnd(data)) return;
    this.#tell('call.returned', data, endUs);
    if (this.#budget.isSpent) this.lost(BUDGET_SPENT);
  }

  stopped(isStopped: boolean, wallUs: number): void {
    if (isStopped === this.#isStopped) return;
    this.#isStopped = isStopped;
    const { program, run } = this.#target;
    this.#tell(isStopped ? 'process.stopped' : 'process.continued', { program, run }, wallUs);
  }

  /** The first reason counts. */
  lost(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    const { program, run, pid } = this.#target;
    this.#emit({ observer: 'strace', kind: 'trace.lost', data: { program, run, pid, reason } });
  }

  #returnedOf(thread: Thread, { call, syscall, values, ending, endUs }: EndedCall, asked: Asked): CallReturned {
    const durationUs = Math.max(0, endUs - call.startUs);
    const runDelayUs = this.#runDelayIn(thread, durationUs);
    const fd = asked.name === 'socket' ? (ending.value ?? -1) : asked.fd;
    return {
      ...this.#refOf(thread, call, { ...asked, fd }),
      startUs: this.#clock.at(call.startUs),
      durationUs,
      ...(runDelayUs === undefined ? {} : { runDelayUs }),
      ...(ending.errno === undefined
        ? { outcome: 'ok', ...describeGot(syscall, values, ending) }
        : {
            outcome: 'raised',
            errno: ending.errno,
            ...(ending.detail === undefined ? {} : { message: ending.detail }),
          }),
      ...(ending.isInjected ? { injected: true } : {}),
      ...(ending.isDelayed ? { delayed: true } : {}),
    };
  }

  /** Asked for when the line is read, which is later than the call: too much may be counted, never too little. */
  #runDelayIn(thread: Thread, durationUs: number): number | undefined {
    if (durationUs < WORTH_ASKING_US) return undefined;
    const before = thread.runDelayUs;
    thread.runDelayUs = this.#target.runDelayUs(thread.id);
    if (before === undefined || thread.runDelayUs === undefined) return undefined;
    return Math.min(durationUs, thread.runDelayUs - before);
  }

  #refOf(thread: Thread, call: Call, { name, fd, args, timeoutS }: Asked): CallRef {
    const { program, run } = this.#target;
    const timeout = timeoutS === undefined ? {} : { timeoutS };
    return { program, run, pid: thread.pid, call: call.number, thread: thread.id, name, fd, args, ...timeout };
  }

  #tell<K extends EventKind>(kind: K, data: EventData[K], wallUs: number): void {
    const { uncertaintyUs } = this.#clock;
    this.#emit({ observer: 'strace', kind, data, atUs: this.#clock.at(wallUs), uncertaintyUs });
  }
}
