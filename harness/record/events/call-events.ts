// Events about socket calls, seen from inside the program (Python shim) or by a tracer. Names are those of the program's
// own API in lower case: socket, setsockopt, settimeout, bind, listen, accept, connect, send, sendall, recv, close…

import type { ProgramRun } from './process-events.js';

export type CallArgument = string | number | boolean | null;

export interface CallRef extends ProgramRun {
  readonly pid: number;
  /** Unique within (pid): joins a `call.entered` with its `call.returned`. */
  readonly call: number;
  readonly thread: number;
  readonly name: string;
  /** File descriptor of the socket, -1 if it has none (any more). */
  readonly fd: number;
  /** Named arguments, summarised: bytes by their size. See each call in the observer's table. */
  readonly args: Readonly<Record<string, CallArgument>>;
  /** Timeout in force when the call began, seconds as Python has it; null = blocking. */
  readonly timeoutS?: number | null;
}

export interface CallReturned extends CallRef {
  readonly startUs: number;
  /** Wall time inside the call. */
  readonly durationUs: number;
  /** Time within the call in which the thread was runnable but waited for a CPU; absent where the kernel gives none. */
  readonly runDelayUs?: number;
  readonly outcome: 'ok' | 'raised';
  /** outcome ok: a short form of the result. accept: the new socket's fd and peer; recv: bytes. */
  readonly result?: Readonly<Record<string, CallArgument>>;
  /** Bytes that the call moved: received, sent, or (sendall) handed over. */
  readonly sizeBytes?: number;
  /** outcome raised: the exception's class name, its message, and its errno if it has one. */
  readonly exception?: string;
  readonly message?: string;
  readonly errno?: string;
  /** The tracer made it fail, on our word; the kernel never got it. */
  readonly injected?: true;
  /** The tracer held it up, on our word. */
  readonly delayed?: true;
}

/** A system call on a socket by the name and number by which strace can make it fail (`inject=SYSCALL:…:when=NTH`). */
export interface SyscallReturned extends CallReturned {
  readonly syscall: string;
  /** Counted by thread, and over all of its calls of this name, those on other files included. */
  readonly nth: number;
}

export interface CallEvents {
  /** A call that may have to wait has begun. Calls that need not wait (data are there) have only `call.returned`. */
  'call.entered': CallRef;
  'call.returned': CallReturned;
  /** Only in runs in which system calls are counted or made to fail. */
  'syscall.returned': SyscallReturned;
  /** The observer is in place in this process. */
  'trace.started': ProgramRun & { readonly pid: number; readonly tracer: string };
  /** Calls may be missing from here on. */
  'trace.lost': ProgramRun & { readonly pid: number; readonly reason: string };
}
