// One line of strace (-f -ttt -T -o FILE) → what it tells. Pure.
//
//   1201 1795503138.766529 connect(5<socket:[7]>, {…}, 16 <unfinished ...>
//   1201 1795503138.774727 <... connect resumed>) = -1 ECONNREFUSED (Connection refused) <0.000453>

import { readDescriptor } from './values.js';

export type StraceLine = {
  readonly thread: number;
  /** CLOCK_REALTIME, µs since the epoch. */
  readonly wallUs: number;
} & (
  | { readonly what: 'call'; readonly syscall: string; readonly text: string }
  /** Still in the call; `text` is as much of the arguments as is known when it begins. */
  | { readonly what: 'begun'; readonly syscall: string; readonly text: string }
  /** `text` continues that of `begun`. */
  | { readonly what: 'resumed'; readonly syscall: string; readonly text: string }
  | { readonly what: 'signal'; readonly signal: string }
  | { readonly what: 'stopped'; readonly signal: string }
  /** The thread is over. */
  | { readonly what: 'ended' }
  /** The thread is over, and its number goes to the one of its process that called execve. */
  | { readonly what: 'superseded'; readonly by: number }
);

/** Of a call, or of a part of one. */
export type LineWithText = Extract<StraceLine, { readonly text: string }>;

const HEAD = /^(\d+) +(\d+)\.(\d{6}) (.+)$/s;
const CALL = /^([a-z_][a-z0-9_]*)\((.*)$/s;
const RESUMED = /^<\.\.\. ([a-z_][a-z0-9_]*) resumed>(.*)$/s;
const SIGNAL = /^--- (SIG[A-Z0-9_]+) \{/;
const STOPPED = /^--- stopped by (SIG[A-Z0-9_]+) ---$/;
const ENDED = /^\+\+\+ (exited with \d+|killed by SIG[A-Z0-9_]+( \(core dumped\))?) \+\+\+$/;
const SUPERSEDED = /^\+\+\+ superseded by execve in pid (\d+) \+\+\+$/;
const UNFINISHED = / <(?:unfinished|pid changed to \d+) \.\.\.>$/;

/** undefined for what strace never writes there. */
export function parseLine(line: string): StraceLine | undefined {
  const [, thread = '', seconds = '', micros = '', body = ''] = HEAD.exec(line) ?? [];
  if (thread === '') return undefined;
  const head = { thread: Number(thread), wallUs: Number(seconds) * 1_000_000 + Number(micros) };
  const told = parseBody(body);
  return told && { ...head, ...told };
}

/** A line of which the end has not come yet: the call that it begins, if it is one. */
export function parseBegun(partial: string): Extract<StraceLine, { what: 'begun' }> | undefined {
  const line = parseLine(partial);
  return line?.what === 'call' ? { ...line, what: 'begun' } : undefined;
}

type Told = StraceLine extends infer Line ? (Line extends unknown ? Omit<Line, 'thread' | 'wallUs'> : never) : never;

function parseBody(body: string): Told | undefined {
  const [, syscall, text = ''] = CALL.exec(body) ?? [];
  if (syscall !== undefined) {
    const begun = text.replace(UNFINISHED, '');
    return begun === text ? { what: 'call', syscall, text } : { what: 'begun', syscall, text: begun };
  }
  const [, resumed, rest = ''] = RESUMED.exec(body) ?? [];
  if (resumed !== undefined) return { what: 'resumed', syscall: resumed, text: rest };
  const signal = SIGNAL.exec(body)?.[1];
  if (signal !== undefined) return { what: 'signal', signal };
  const stopped = STOPPED.exec(body)?.[1];
  if (stopped !== undefined) return { what: 'stopped', signal: stopped };
  const by = SUPERSEDED.exec(body)?.[1];
  if (by !== undefined) return { what: 'superseded', by: Number(by) };
  return ENDED.test(body) ? { what: 'ended' } : undefined;
}

/** How a call came back: what follows the closing parenthesis of its arguments. */
export interface Ending {
  /** undefined: it did not come back (`?`), or was interrupted. */
  readonly value: number | undefined;
  readonly descriptor: { readonly fd: number; readonly target: string } | undefined;
  readonly errno: string | undefined;
  /** Text of the errno, or what strace adds: `Timeout`, `[{fd=3, revents=POLLIN}]`. */
  readonly detail: string | undefined;
  readonly durationUs: number | undefined;
  readonly isInjected: boolean;
  readonly isDelayed: boolean;
}

const ENDING = /^\s*= (\?|0x[0-9a-f]+|-?\d+)(.*?)(?: <(\d+)\.(\d{6})>)?$/s;
const ERRNO = /^ (E[A-Z0-9_]+)/;

/** undefined if it is none: the line is broken. */
export function parseEnding(rest: string): Ending | undefined {
  const [, value = '', more = '', seconds, micros] = ENDING.exec(rest) ?? [];
  if (value === '') return undefined;
  const descriptor = more.startsWith('<') ? readDescriptor(value + more) : undefined;
  const told = descriptor === undefined ? more : more.slice(descriptor.target.length + 2);
  return {
    value: value === '?' ? undefined : Number(value),
    descriptor,
    errno: ERRNO.exec(told)?.[1],
    detail: /\((?!INJECTED|DELAYED)(.*?)\)(?: \((?:INJECTED|DELAYED).*)?$/s.exec(told)?.[1],
    durationUs: seconds === undefined ? undefined : Number(seconds) * 1_000_000 + Number(micros),
    isInjected: /\(INJECTED/.test(told),
    isDelayed: /\(DELAYED/.test(told),
  };
}
