// What a system call is for the program that made it: what it asked for, and what it got.

import type { CallArgument, CallReturned } from '../../../record/events/call-events.js';
import type { SocketBook } from './socket-book.js';
import type { StraceValue } from './values.js';

export type Arguments = Readonly<Record<string, CallArgument>>;
export type Values = readonly StraceValue[];

export interface Asked {
  readonly name: string;
  readonly fd: number;
  readonly args: Arguments;
  readonly timeoutS?: number | null;
  readonly mayWait: boolean;
  /** A look that waits for nothing: told only if it found something. */
  readonly isGlance?: boolean;
}

/** The rest of `call.returned` is the same for all calls. */
export type Got = Pick<CallReturned, 'result' | 'sizeBytes'>;

/** What is known besides a call's arguments. */
export interface Asking {
  readonly book: SocketBook;
  readonly pid: number;
  /** All arguments are known, not only those at its start. */
  readonly isWhole: boolean;
}
