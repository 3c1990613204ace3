// The calls of one thread, from strace's lines: joins the halves of a call whose line others interrupted, and the parts of
// one that a signal did. Times are CLOCK_REALTIME, µs since the epoch.

import { parseEnding, type Ending, type LineWithText } from './line.js';
import { readArguments, type ArgumentList } from './values.js';

export interface Call {
  /** As strace names it: restart_syscall where the kernel makes one again. */
  readonly syscall: string;
  /** How many calls of this name the thread has made, with this one: what strace counts for `when=`. */
  readonly nth: number;
  /** Unique in the trace. */
  readonly number: number;
  readonly startUs: number;
  /** Time of the line that is read: later than the start when the kernel makes it again. */
  readonly lineUs: number;
  readonly text: string;
  /** What restart_syscall is for the program. */
  readonly original?: Written;
  isTold: boolean;
}

export interface Written {
  readonly syscall: string;
  readonly text: string;
}

/** A call that came back, as the program sees it. */
export interface EndedCall extends Pick<ArgumentList, 'values' | 'named'> {
  readonly call: Call;
  readonly syscall: string;
  readonly ending: Ending;
  readonly endUs: number;
}

export class ThreadCalls {
  readonly #number: () => number;
  readonly #counts = new Map<string, number>();
  #current: Call | undefined;
  /** A call that a signal ended, and that may be made again by the kernel. */
  #interrupted: { readonly call: Call; readonly endUs: number } | undefined;

  constructor(number: () => number) {
    this.#number = number;
  }

  get current(): Call | undefined {
    return this.#current;
  }

  /**
   * Returns the call that is over by this: one that a signal interrupted, if the thread goes on with something else that matters.
   * A whole line may follow the partial one that already began its call.
   */
  begin(line: LineWithText, matters: (written: Written) => boolean): EndedCall | undefined {
    const { syscall, text, wallUs } = line;
    if (this.isCurrent(line) && this.#current !== undefined) {
      this.#current = { ...this.#current, text };
      return undefined;
    }
    const nth = (this.#counts.get(syscall) ?? 0) + 1;
    this.#counts.set(syscall, nth);
    const again = this.#madeAgain(line);
    // A signal handler may do other things in between; what it does with sockets shows that the call is over.
    const over = this.#interrupted !== undefined && matters(line) ? this.#giveUp() : undefined;
    const fresh = { syscall, text, nth, number: this.#number(), startUs: wallUs, isTold: false };
    this.#current = { ...(again ?? fresh), lineUs: wallUs };
    return over;
  }

  /** Does this line belong to the call that is under way? */
  isCurrent({ syscall, wallUs }: LineWithText): boolean {
    return this.#current?.syscall === syscall && this.#current.lineUs === wallUs;
  }

  /** The call that is over by this line; its text if it can't be read; undefined if it may go on, or there is none. */
  finish(line: LineWithText): EndedCall | { readonly unreadable: string } | undefined {
    const call = this.#current;
    if (call === undefined || call.syscall !== line.syscall) return undefined;
    this.#current = undefined;
    const text = line.what === 'resumed' ? call.text + line.text : line.text;
    const written = readArguments(text);
    const ending = parseEnding(written.rest ?? '');
    if (ending === undefined) return { unreadable: text };
    // Of a call in one line the line's time is its start, of a resumed one that of its end.
    const endUs = line.what === 'resumed' ? line.wallUs : line.wallUs + (ending.durationUs ?? 0);
    if (ending.value === undefined) {
      if (ending.errno?.startsWith('ERESTART') === true) this.#interrupted = { call: { ...call, text }, endUs };
      return undefined;
    }
    // What the interrupted call returns to the program is what is restored when the signal's handler is over.
    if (call.syscall === 'rt_sigreturn' && ending.errno === 'EINTR') return this.#giveUp();
    const { syscall } = originalOf(call);
    const { values, named } = call.syscall === 'restart_syscall' ? readArguments(originalOf(call).text) : written;
    return { call, syscall, values, named, ending, endUs };
  }

  /** The interrupted call, if the kernel makes it again now that the signal was dealt with: for the program it is the same one. */
  #madeAgain({ syscall, text }: LineWithText): Call | undefined {
    if (this.#interrupted === undefined) return undefined;
    const { original: _, ...call } = this.#interrupted.call;
    const original = originalOf(this.#interrupted.call);
    const isRestart = syscall === 'restart_syscall';
    const isSame = syscall === original.syscall && firstArgument(text) === firstArgument(original.text);
    if (!isRestart && !isSame) return undefined;
    this.#interrupted = undefined;
    return { ...call, syscall, text, ...(isRestart ? { original } : {}) };
  }

  /** The program saw the interrupted call fail. */
  #giveUp(): EndedCall | undefined {
    if (this.#interrupted === undefined) return undefined;
    const { call, endUs } = this.#interrupted;
    this.#interrupted = undefined;
    const { syscall, text } = originalOf(call);
    const { values, named } = readArguments(text);
    return { call, syscall, values, named, ending: INTERRUPTED, endUs };
  }
}

const INTERRUPTED: Ending = {
  value: -1,
  errno: 'EINTR',
  detail: 'Interrupted system call',
  descriptor: undefined,
  durationUs: 0,
  isInjected: false,
  isDelayed: false,
};

export const originalOf = ({ syscall, text, original }: Call): Written => original ?? { syscall, text };

const firstArgument = (text: string): string => /^[^,)]*/.exec(text)?.[0] ?? '';
