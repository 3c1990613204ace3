// Events about programs. `program` is the scenario's name for it; `run` counts its starts, from 1.

import type { Address } from '../../vocabulary/network.js';
import type { SignalName } from '../../vocabulary/signals.js';

export interface ProgramRun {
  readonly program: string;
  /** 1 for the first start, 2 after the first restart… */
  readonly run: number;
}

export interface ProcessEvents {
  'process.spawned': ProgramRun & { readonly pid: number; readonly argv: readonly string[]; readonly trace: TraceName };
  /** Seen in the kernel's table of listening sockets, matched to the process by inode. */
  'process.listening': ProgramRun & { readonly address: Address };
  /** The same of another port than the one it was allotted; told once, of the first. */
  'process.listening-elsewhere': ProgramRun & { readonly address: Address; readonly allottedPort: number };
  'process.signalled': ProgramRun & { readonly signal: SignalName };
  /** Seen in state T (stopped) in /proc/PID/stat; of a program under strace, told by it. */
  'process.stopped': ProgramRun;
  /** Seen out of state T again. */
  'process.continued': ProgramRun;
  /** Exactly one of `code` and `signal` is not null. */
  'process.exited': ProgramRun & { readonly code: number | null; readonly signal: string | null };
  /** A whole line without its line break; invalid UTF-8 is replaced by U+FFFD. `cut` if it was longer than recorded. */
  'output.line': ProgramRun & {
    readonly stream: 'stdout' | 'stderr';
    readonly text: string;
    readonly cut?: true;
    /** The stream ended without a line break. */
    readonly unterminated?: true;
  };
  /**
   * So long its threads, all together, were runnable and had no CPU since `sinceUs` (run time, µs); what its tracer waited counts,
   * too. Told from a millisecond up. From /proc/PID/task/TID/schedstat.
   */
  'process.waited': ProgramRun & { readonly sinceUs: number; readonly runDelayUs: number };
  'input.written': ProgramRun & { readonly sizeBytes: number };
}

export type TraceName = 'python' | 'strace' | 'none';
