// strace's lines → events. Joins the halves of a call that others interrupted, and the parts of one that a signal did.

import type { Emit } from '../../../record/event.js';
import type { CallRef } from '../../../record/events/call-events.js';
import type { RunUs } from '../../../vocabulary/time.js';
import { BUDGET_SPENT, CallBudget } from '../call-budget.js';
import type { ObservedProgram, WallClock } from '../observer.js';
import { describeAsked, describeGot, type Asked } from './describe.js';
import { parseBegun, parseEnding, parseLine, type Ending, type StraceLine } from './line.js';
import { SocketBook } from './socket-book.js';
import { readArguments, type ArgumentList, type StraceValue } from './values.js';

/** Strings and arrays are cut at 32 members: more than this without a line break is not strace's doing. */
const LONGEST_LINE = 64 * 1024;
/** A wall clock that differs by more was set while the program ran: its readings mean nothing. */
const CLOCK_STEP_US = 1_000;

/** A call that is shorter can't have waited for a CPU for longer. */
const WORTH_ASKING_US = 100;

export interface TraceOptions {
  /** `strace 6.1` */
  readonly tracer: string;
  /** Tell the calls as the program's own: `call.entered`, `call.returned`. */
  readonly tellsCalls: boolean;
  /** Tell each system call by which it could be made to fail: `syscall.returned`. */
  readonly tellsSyscalls: boolean;
}

interface Thread {
  readonly id: number;
  readonly pid: number;
  /** How often it made each system call: what strace counts for `when=`. */
  readonly counts: Map<string, number>;
  /** Its wait for a CPU when it was last asked for: before the call that is next. */
  runDelayUs: number | undefined;
  current: Call | undefined;
  /** A call that a signal ended, and that may be made again by the kernel. */
  interrupted: { readonly call: Call; readonly endUs: RunUs } | undefined;
}

interface Call {
  readonly syscall: string;
  readonly nth: number;
  readonly number: number;
  readonly startUs: RunUs;
  /** Time of the line that is read: later than the start when the kernel makes it again. */
  readonly lineUs: number;
  readonly text: string;
  /** What it is for the program, where the kernel makes it again under another name (restart_syscall). */
  readonly original?: { readonly syscall: string; readonly text: string };
  isTold: boolean;
}

type Made = Pick<Call, 'syscall'> & Pick<ArgumentList, 'values' | 'named'>;

/** What makes processes and threads. */
const BIRTHS = /^(?:clone3?|v?fork)$/;

/** Feed it the bytes of the trace in any pieces. */
export class StraceTrace {
  readonly #target: ObservedProgram;
  readonly #emit: Emit;
  readonly #options: TraceOptions;
  readonly #clock: WallClock;
  readonly #book = new SocketBook();
  readonly #threads = new Map<number, Thread>();
  #rest = '';
  #calls = 0;
  readonly #budget = new CallBudget();
  #isLost = false;
  #isStopped = false;
  #isOver = false;

  constructor(target: ObservedProgram, emit: Emit, options: TraceOptions) {
    this.#target = target;
    this.#emit = emit;
    this.#options = options;
    this.#clock = target.wallClock();
  }

  push(bytes: Uint8Array): void {
    // strace writes ASCII: what is not, it escapes.
    const lines = (this.#rest + Buffer.from(bytes).toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    if (this.#rest.length > LONGEST_LINE) {
      this.#lose(`${this.#rest.length} bytes without a line break`);
      this.#rest = '';
    }
    // strace writes the start of a line when the call begins: a call that waits is seen while it does.
    if (this.#rest !== '') this.#takeBegun(this.#rest);
  }

  end(): void {
    if (this.#threads.size > 0 && !this.#isOver) this.#lose('strace ended before the program did');
    const clock = this.#target.wallClock();
    const stepUs = Math.abs(clock.wallUs - clock.at - (this.#clock.wallUs - this.#clock.at));
    if (stepUs > CLOCK_STEP_US + clock.uncertaintyUs + this.#clock.uncertaintyUs) {
      this.#lose(`the wall clock was set by ${Math.round(stepUs / 1000)} ms while the program ran`);
    }
  }

  #take(text: string): void {
    const line = parseLine(text);
    if (line === undefined) return this.#lose(`not a line of strace: ${shown(text)}`);
    const thread = this.#threadOf(line);
    switch (line.what) {
      case 'call':
        this.#begin(thread, line);
        this.#finish(thread, line, line.text);
        return;
      case 'begun':
        this.#begin(thread, line);
        this.#tellBegun(thread);
        return;
      case 'resumed':
        if (thread.current?.syscall === line.syscall) this.#finish(thread, line, thread.current.text + line.text);
        return;
      case 'signal':
        if (line.signal === 'SIGCONT') this.#tellState(thread, line, false);
        return;
      case 'stopped':
        this.#tellState(thread, line, true);
        return;
      case 'ended':
        if (thread.id === this.#target.pid) this.#isOver = true;
        this.#threads.delete(thread.id);
    }
  }

  #takeBegun(partial: string): void {
    const line = parseBegun(partial);
    // A line may also be cut where our reading of the FIFO ended: who is waited for must be known.
    if (line === undefined || !/^(?:<.*>$|[^,]*,)/.test(line.text)) return;
    const thread = this.#threadOf(line);
    if (isOf(line, thread.current)) return;
    this.#begin(thread, line);
    this.#tellBegun(thread);
  }

  /** A whole line may follow the partial one that already began its call. */
  #begin(thread: Thread, line: Extract<StraceLine, { readonly text: string }>): void {
    const { syscall, text } = line;
    const { current } = thread;
    if (current !== undefined && isOf(line, current)) {
      thread.current = { ...current, text };
      return;
    }
    const nth = (thread.counts.get(syscall) ?? 0) + 1;
    thread.counts.set(syscall, nth);
    const again = this.#madeAgain(thread, syscall, text);
    const fresh = { nth, number: (this.#calls += 1), startUs: this.#at(line.wallUs), isTold: false };
    thread.current = { ...(again ?? { ...fresh, syscall, text }), lineUs: line.wallUs };
  }

  /** The interrupted call, if the kernel makes it again now that the signal was dealt with: for the program it is the same one. */
  #madeAgain(thread: Thread, syscall: string, text: string): Call | undefined {
    const { interrupted } = thread;
    if (interrupted === undefined) return undefined;
    const { call } = interrupted;
    const original = originalOf(call);
    if (syscall === 'restart_syscall') {
      thread.interrupted = undefined;
      return { ...call, syscall, text, original };
    }
    if (syscall === original.syscall && firstArgument(text) === firstArgument(original.text)) {
      thread.interrupted = undefined;
      return { ...call, syscall, text, original: { syscall, text } };
    }
    // A signal handler may do other things in between; what it does with sockets shows that the call is over.
    const { values } = readArguments(text);
    if (describeAsked(syscall, values, this.#book, { pid: thread.pid, isWhole: false }) === undefined) return undefined;
    thread.interrupted = undefined;
    this.#tellInterrupted(thread, call, interrupted.endUs);
    return undefined;
  }

  #finish(thread: Thread, line: StraceLine, text: string): void {
    const call = thread.current;
    thread.current = undefined;
    if (call === undefined) return;
    const written = readArguments(text);
    const ending = parseEnding(written.rest ?? '');
    if (ending === undefined) return this.#lose(`not a system call of strace: ${shown(text)}`);
    const { syscall } = originalOf(call);
    const { values, named } = call.syscall === 'restart_syscall' ? readArguments(originalOf(call).text) : written;
    this.#learn(thread, { syscall, values, named }, ending);
    if (ending.value === undefined) {
      const endUs = this.#endOf(line, ending);
      if (ending.errno?.startsWith('ERESTART') === true) thread.interrupted = { call: { ...call, text }, endUs };
      return;
    }
    const asked = describeAsked(syscall, values, this.#book, { pid: thread.pid, isWhole: true });
    if (asked !== undefined)
      this.#tellReturned(thread, call, { asked, values, ending, endUs: this.#endOf(line, ending) });
  }

  #learn(thread: Thread, { syscall, values, named }: Made, ending: Ending): void {
    if (BIRTHS.test(syscall) && ending.value !== undefined && ending.value > 0) {
      this.#addThread(ending.value, isThread({ values, named }) ? thread.pid : ending.value);
    }
    // What a call did is in force for the calls after it, but a descriptor that it made is known at once.
    this.#book.learn(thread.pid, syscall, values, ending);
  }

  #endOf(line: StraceLine, { durationUs = 0 }: Ending): RunUs {
    // Of a call in one line the line's time is its start, of a resumed one that of its end.
    return line.what === 'resumed' ? this.#at(line.wallUs) : this.#at(line.wallUs + durationUs);
  }

  #threadOf(line: StraceLine): Thread {
    return this.#threads.get(line.thread) ?? this.#addThread(line.thread, this.#processOfNew(line.thread), line);
  }

  /** A child may be seen before the call that made it comes back. */
  #processOfNew(id: number): number {
    for (const { current, pid } of this.#threads.values()) {
      if (current === undefined || !BIRTHS.test(current.syscall)) continue;
      return isThread(readArguments(current.text)) ? pid : id;
    }
    return id;
  }

  #addThread(id: number, pid: number, line?: StraceLine): Thread {
    const known = this.#threads.get(id);
    if (known !== undefined) return known;
    const isFirst = ![...this.#threads.values()].some((thread) => thread.pid === pid);
    const runDelayUs = this.#target.runDelayUs(id);
    const thread: Thread = { id, pid, counts: new Map(), runDelayUs, current: undefined, interrupted: undefined };
    this.#threads.set(id, thread);
    if (isFirst && this.#options.tellsCalls) {
      const { program, run } = this.#target;
      const atUs = line === undefined ? this.#target.now() : this.#at(line.wallUs);
      const data = { program, run, pid, tracer: this.#options.tracer };
      this.#emit({ observer: 'strace', kind: 'trace.started', data, atUs, uncertaintyUs: this.#clock.uncertaintyUs });
    }
    return thread;
  }

  #tellBegun(thread: Thread): void {
    const call = thread.current;
    if (call === undefined || call.isTold || !this.#options.tellsCalls) return;
    const { syscall, text } = originalOf(call);
    const { values } = readArguments(text);
    const asked = describeAsked(syscall, values, this.#book, { pid: thread.pid, isWhole: false });
    if (asked === undefined || !asked.mayWait) return;
    const data = this.#refOf(thread, call, asked);
    if (!this.#budget.admitsBegin(data)) return;
    call.isTold = true;
    this.#emit({
      observer: 'strace',
      kind: 'call.entered',
      data,
      atUs: call.startUs,
      uncertaintyUs: this.#clock.uncertaintyUs,
    });
  }

  #tellReturned(
    thread: Thread,
    call: Call,
    { asked, values, ending, endUs }: { asked: Asked; values: readonly StraceValue[]; ending: Ending; endUs: RunUs },
  ): void {
    const failed = ending.errno !== undefined;
    const durationUs = Math.max(0, endUs - call.startUs);
    const runDelayUs = this.#runDelayIn(thread, durationUs);
    const { syscall } = originalOf(call);
    const fd = asked.name === 'socket' ? (ending.value ?? -1) : asked.fd;
    const data = {
      ...this.#refOf(thread, call, { ...asked, fd }),
      startUs: call.startUs,
      durationUs,
      ...(runDelayUs === undefined ? {} : { runDelayUs }),
      ...(failed
        ? {
            outcome: 'raised' as const,
            errno: ending.errno ?? '',
            ...(ending.detail === undefined ? {} : { message: ending.detail }),
          }
        : { outcome: 'ok' as const, ...describeGot(syscall, values, ending) }),
      ...(ending.isInjected ? { injected: true as const } : {}),
      ...(ending.isDelayed ? { delayed: true as const } : {}),
    };
    const when = { atUs: endUs, uncertaintyUs: this.#clock.uncertaintyUs };
    if (this.#options.tellsSyscalls) {
      const told = { ...data, syscall, nth: call.nth };
      this.#emit({ observer: 'strace', kind: 'syscall.returned', data: told, ...when });
    }
    if (!this.#options.tellsCalls) return;
    if (asked.isGlance === true && ending.value === 0 && !call.isTold) return;
    if (!this.#budget.admitsEnd(data)) return;
    this.#emit({ observer: 'strace', kind: 'call.returned', data, ...when });
    if (this.#budget.isSpent) this.#lose(BUDGET_SPENT);
  }

  /** Asked for when the line is read, which is later than the call: too much may be counted, never too little. */
  #runDelayIn(thread: Thread, durationUs: number): number | undefined {
    if (durationUs < WORTH_ASKING_US) return undefined;
    const before = thread.runDelayUs;
    thread.runDelayUs = this.#target.runDelayUs(thread.id);
    if (before === undefined || thread.runDelayUs === undefined) return undefined;
    return Math.min(durationUs, thread.runDelayUs - before);
  }

  #tellInterrupted(thread: Thread, call: Call, endUs: RunUs): void {
    const { syscall, text } = originalOf(call);
    const { values } = readArguments(text);
    const asked = describeAsked(syscall, values, this.#book, { pid: thread.pid, isWhole: true });
    const errno = 'EINTR';
    const ending = { errno, detail: 'Interrupted system call', value: -1, descriptor: undefined, durationUs: 0 };
    if (asked === undefined) return;
    this.#tellReturned(thread, call, {
      asked,
      values,
      ending: { ...ending, isInjected: false, isDelayed: false },
      endUs,
    });
  }

  #tellState(thread: Thread, line: StraceLine, isStopped: boolean): void {
    if (thread.id !== this.#target.pid || isStopped === this.#isStopped) return;
    this.#isStopped = isStopped;
    const { program, run } = this.#target;
    const kind = isStopped ? ('process.stopped' as const) : ('process.continued' as const);
    const atUs = this.#at(line.wallUs);
    this.#emit({ observer: 'strace', kind, data: { program, run }, atUs, uncertaintyUs: this.#clock.uncertaintyUs });
  }

  #refOf(thread: Thread, call: Call, { name, fd, args, timeoutS }: Asked): CallRef {
    const { program, run } = this.#target;
    const timeout = timeoutS === undefined ? {} : { timeoutS };
    return { program, run, pid: thread.pid, call: call.number, thread: thread.id, name, fd, args, ...timeout };
  }

  #at(wallUs: number): RunUs {
    // The wall clock and the run's differ by as much as when both were read.
    return (this.#clock.at + (wallUs - this.#clock.wallUs)) as RunUs;
  }

  #lose(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    const { program, run, pid } = this.#target;
    this.#emit({ observer: 'strace', kind: 'trace.lost', data: { program, run, pid, reason } });
  }
}

/** clone(child_stack=…, flags=CLONE_VM|CLONE_THREAD|…) or clone3({flags=CLONE_VM|CLONE_THREAD|…}). */
function isThread({ values: [first], named }: Pick<ArgumentList, 'values' | 'named'>): boolean {
  const flags = named.get('flags') ?? (first?.is === 'list' ? first.fields.get('flags') : undefined);
  return flags?.is === 'word' && flags.text.split('|').includes('CLONE_THREAD');
}

const isOf = (line: Extract<StraceLine, { readonly text: string }>, call: Call | undefined): boolean =>
  call !== undefined && call.syscall === line.syscall && call.lineUs === line.wallUs;

const originalOf = ({ syscall, text, original }: Call): NonNullable<Call['original']> => original ?? { syscall, text };

const firstArgument = (text: string): string => /^[^,)]*/.exec(text)?.[0] ?? '';

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
