// The threads that strace sees, and which process each belongs to: from the calls that make them, and from who writes a line.

import { ThreadCalls, type EndedCall } from './thread-calls.js';
import { readArguments, type ArgumentList } from './values.js';

export interface Thread {
  readonly id: number;
  readonly pid: number;
  readonly calls: ThreadCalls;
  /** Its wait for a CPU when it was last asked for: before the call that is next. */
  runDelayUs: number | undefined;
}

/** Of a thread that is seen for the first time. */
export interface Birth {
  readonly isProcess: boolean;
  /** The process that made it; undefined if that is not known. */
  readonly parent: number | undefined;
  readonly wallUs: number;
}

interface Origin extends Pick<Thread, 'pid'>, Pick<Birth, 'parent'> {}

/** What makes processes and threads. */
const BIRTHS = /^(?:clone3?|v?fork)$/;

export class Threads {
  readonly #threads = new Map<number, Thread>();
  readonly #onBirth: (thread: Thread, birth: Birth) => void;
  /** Who wrote a line, and may have ended by now, before the call that made it came back. */
  readonly #early = new Set<number>();
  #calls = 0;

  constructor(onBirth: (thread: Thread, birth: Birth) => void) {
    this.#onBirth = onBirth;
  }

  get isEmpty(): boolean {
    return this.#threads.size === 0;
  }

  /** Who writes a line. A child may be seen before the call that made it comes back. */
  of(id: number, wallUs: number): Thread {
    const known = this.#threads.get(id);
    if (known !== undefined) return known;
    this.#early.add(id);
    return this.#add(id, this.#originOf(id), wallUs);
  }

  /** Learns from a call that came back. */
  learn(parent: Thread, { syscall, values, named, ending, endUs }: EndedCall): void {
    const { value: id } = ending;
    if (!BIRTHS.test(syscall) || id === undefined || id <= 0 || this.#early.delete(id)) return;
    this.#add(id, { pid: isThread({ values, named }) ? parent.pid : id, parent: parent.pid }, endUs);
  }

  end(id: number): void {
    this.#threads.delete(id);
  }

  /** An execve in a thread that is not the first: it gets the number of that one, and goes on with what it was doing. */
  supersede(id: number, by: number): void {
    const thread = this.#threads.get(by);
    if (thread === undefined) return;
    this.#threads.delete(by);
    this.#threads.set(id, { ...thread, id });
  }

  #originOf(id: number): Origin {
    for (const { calls, pid } of this.#threads.values()) {
      if (calls.current === undefined || !BIRTHS.test(calls.current.syscall)) continue;
      return { pid: isThread(readArguments(calls.current.text)) ? pid : id, parent: pid };
    }
    return { pid: id, parent: undefined };
  }

  #add(id: number, { pid, parent }: Origin, wallUs: number): Thread {
    const isProcess = ![...this.#threads.values()].some((thread) => thread.pid === pid);
    const thread: Thread = { id, pid, calls: new ThreadCalls(() => (this.#calls += 1)), runDelayUs: undefined };
    this.#threads.set(id, thread);
    this.#onBirth(thread, { isProcess, parent, wallUs });
    return thread;
  }
}

/** clone(child_stack=…, flags=CLONE_VM|CLONE_THREAD|…) or clone3({flags=CLONE_VM|CLONE_THREAD|…}). */
function isThread({ values: [first], named }: Pick<ArgumentList, 'values' | 'named'>): boolean {
  const flags = named.get('flags') ?? (first?.is === 'list' ? first.fields.get('flags') : undefined);
  return flags?.is === 'word' && flags.text.split('|').includes('CLONE_THREAD');
}
