// strace's bytes → events: lines are read, given to their thread, joined to calls there, and told if they are about a socket.
//
//   bytes ─▶ line ─▶ thread ─▶ thread-calls ─▶ describe (with what socket-book knows) ─▶ call-teller ─▶ record

import type { Emit } from '../../../record/event.js';
import type { ObservedProgram } from '../observer.js';
import type { Asked } from './asked.js';
import { CallTeller, type TraceOptions } from './call-teller.js';
import { TraceClock } from './clock.js';
import { describeAsked } from './describe.js';
import { parseBegun, parseLine, type LineWithText } from './line.js';
import { SocketBook } from './socket-book.js';
import { originalOf, type EndedCall, type Written } from './thread-calls.js';
import { Threads, type Thread } from './threads.js';
import { readArguments } from './values.js';

/** Strings and arrays are cut at 32 members: more than this without a line break is not strace's doing. */
const LONGEST_LINE = 64 * 1024;

const NO_CALL = /^\d+ +\S+ (?:---|\+\+\+) /;

/** A line may also be cut where our reading of the FIFO ended: who is waited for must be known. */
const NAMES_ITS_SOCKET = /^(?:<.*>$|[^,]*,)/;

/** Feed it the bytes of the trace in any pieces. */
export class StraceTrace {
  readonly #targetPid: number;
  readonly #clock: TraceClock;
  readonly #teller: CallTeller;
  readonly #book = new SocketBook();
  readonly #threads: Threads;
  #rest = '';
  #isOver = false;

  constructor(target: ObservedProgram, emit: Emit, options: TraceOptions) {
    this.#targetPid = target.pid;
    this.#clock = new TraceClock(target.wallClock);
    const teller = new CallTeller(target, emit, this.#clock, options);
    this.#teller = teller;
    this.#threads = new Threads((thread, birth) => {
      teller.meet(thread, birth);
      if (birth.isProcess && birth.parent !== undefined) this.#book.inherit(birth.parent, thread.pid);
    });
  }

  push(bytes: Uint8Array): void {
    // strace writes ASCII: what is not, it escapes.
    const lines = (this.#rest + Buffer.from(bytes).toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    if (this.#rest.length > LONGEST_LINE) {
      this.#teller.lost(`${this.#rest.length} bytes without a line break`);
      this.#rest = '';
    }
    // strace writes the start of a line when the call begins: a call that waits is seen while it does.
    if (this.#rest !== '') this.#takeBegun(this.#rest);
  }

  end(): void {
    if (!this.#threads.isEmpty && !this.#isOver) this.#teller.lost('strace ended before the program did');
    const stepUs = this.#clock.stepUs();
    if (stepUs === undefined) return;
    this.#teller.lost(`the wall clock was set by ${Math.round(stepUs / 1000)} ms while the program ran`);
  }

  #take(text: string): void {
    // A program that spins may go on for long: to read what is not told would cost nearly as much as to tell it.
    if (this.#teller.isSilent && !NO_CALL.test(text)) return;
    const line = parseLine(text);
    if (line === undefined) return this.#teller.lost(`not a line of strace: ${shown(text)}`);
    const thread = this.#threads.of(line.thread, line.wallUs);
    switch (line.what) {
      case 'call':
        this.#begin(thread, line);
        this.#finish(thread, line);
        return;
      case 'begun':
        this.#begin(thread, line);
        this.#tellEntered(thread);
        return;
      case 'resumed':
        this.#finish(thread, line);
        return;
      case 'signal':
        // Whichever of its threads takes the signal: all of them go on.
        if (line.signal === 'SIGCONT' && thread.pid === this.#targetPid) this.#teller.stopped(false, line.wallUs);
        return;
      case 'stopped':
        if (thread.id === this.#targetPid) this.#teller.stopped(true, line.wallUs);
        return;
      case 'superseded':
        this.#threads.supersede(thread.id, line.by);
        return;
      case 'ended':
        if (thread.id === this.#targetPid) this.#isOver = true;
        this.#threads.end(thread.id);
    }
  }

  #takeBegun(partial: string): void {
    if (this.#teller.isSilent) return;
    const line = parseBegun(partial);
    if (line === undefined || !NAMES_ITS_SOCKET.test(line.text)) return;
    const thread = this.#threads.of(line.thread, line.wallUs);
    if (thread.calls.isCurrent(line)) return;
    this.#begin(thread, line);
    this.#tellEntered(thread);
  }

  #begin(thread: Thread, line: LineWithText): void {
    const over = thread.calls.begin(line, (written) => this.#askedBy(thread, written) !== undefined);
    if (over !== undefined) this.#tellReturned(thread, over);
  }

  #finish(thread: Thread, line: LineWithText): void {
    const ended = thread.calls.finish(line);
    if (ended === undefined) return;
    if ('unreadable' in ended) return this.#teller.lost(`not a system call of strace: ${shown(ended.unreadable)}`);
    this.#threads.learn(thread, ended);
    // What a call did is in force for the calls after it, but a descriptor that it made is known at once.
    this.#book.learn(thread.pid, ended.syscall, ended.values, ended.ending);
    this.#tellReturned(thread, ended);
  }

  #tellEntered(thread: Thread): void {
    const { current } = thread.calls;
    const asked = current === undefined ? undefined : this.#askedBy(thread, originalOf(current));
    if (current !== undefined && asked !== undefined) this.#teller.entered(thread, current, asked);
  }

  #tellReturned(thread: Thread, ended: EndedCall): void {
    const asking = { book: this.#book, pid: thread.pid, isWhole: true };
    const asked = describeAsked(ended.syscall, ended.values, asking);
    if (asked !== undefined) this.#teller.returned(thread, ended, asked);
  }

  /** Of a call that has not come back; undefined if no socket is concerned. */
  #askedBy({ pid }: Thread, { syscall, text }: Written): Asked | undefined {
    return describeAsked(syscall, readArguments(text).values, { book: this.#book, pid, isWhole: false });
  }
}

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
