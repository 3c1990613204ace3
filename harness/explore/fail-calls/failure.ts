// What `guasto fail-calls` works with: which call is to fail how, and what became of the run in which it did. Plain JSON.

/** One system call of one program, made to fail. */
export interface Failure {
  readonly program: string;
  /** The call as programs know it: recv, accept. */
  readonly call: string;
  /** The system call, which of its name it is in its thread, and the error it meets. */
  readonly syscall: string;
  readonly nth: number;
  readonly errno: string;
}

/** Worst first; `missed` and `doubtful` say nothing about the program. */
export const FATES = {
  crashed: 'a program ended in an error that it did not expect: a traceback, a panic, a signal',
  hung: 'a program that had ended was still running when its time was up',
  'lost-data': 'every program ended well, and yet one of them said something else',
  handled: 'a program ended otherwise, in words of its own',
  unharmed: 'every program ended as before, and said the same',
  missed: 'the call was not made this time, so nothing failed',
  doubtful: 'the run itself failed',
} as const;

export type Fate = keyof typeof FATES;

export interface FailureResult extends Failure {
  readonly fate: Fate;
  /** `client exited with code 1: ConnectionResetError: …` */
  readonly detail: string;
  /** How many calls failed: several threads may each have an n-th. */
  readonly hits: number;
  readonly durationUs: number;
  /** Folder of the run, as the user would write it. */
  readonly folder?: string | undefined;
}

/** `client:recvfrom:3:ECONNRESET`: names it on a command line, and in the state file. */
export const keyOf = ({ program, syscall, nth, errno }: Failure): string => [program, syscall, nth, errno].join(':');
