// What can be compared of two runs of one scenario: how each program ended, and what it said. Pure.

import { eventsOf, stepsEndedUs } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';

export interface ProgramStory {
  readonly program: string;
  readonly run: number;
  /** undefined: it was running when the steps were over. */
  readonly exit: { readonly code: number | null; readonly signal: string | null } | undefined;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** One for each start of each program, in order. */
export function storiesOf(record: RunRecord): readonly ProgramStory[] {
  const untilUs = stepsEndedUs(record);
  const exits = eventsOf(record.events, 'process.exited').filter(({ atUs }) => atUs <= untilUs);
  const lines = eventsOf(record.events, 'output.line');
  return eventsOf(record.events, 'process.spawned').map(({ data: { program, run } }) => {
    const isIts = ({ data }: { readonly data: { readonly program: string; readonly run: number } }): boolean =>
      data.program === program && data.run === run;
    const said = (stream: 'stdout' | 'stderr'): readonly string[] =>
      lines.filter((line) => isIts(line) && line.data.stream === stream).map(({ data }) => withoutPorts(data.text));
    const exit = exits.find(isIts)?.data;
    return {
      program,
      run,
      exit: exit && { code: exit.code, signal: exit.signal },
      stdout: said('stdout'),
      stderr: said('stderr'),
    };
  });
}

/** Ports differ from run to run. */
const withoutPorts = (text: string): string =>
  text.replace(/(127(?:\.\d{1,3}){3}|\[::1?\]|\b::1):\d{1,5}\b/g, '$1:PORT');

export const nameOf = ({ program, run }: ProgramStory): string => (run === 1 ? program : `${program} (run ${run})`);

/** `exited with code 1`, `was killed by SIGPIPE`, `was still running`. */
export function endingOf({ exit }: ProgramStory): string {
  if (exit === undefined) return 'was still running';
  return exit.signal === null ? `exited with code ${exit.code}` : `was killed by SIG${exit.signal}`;
}

/** What a program says that met something which nobody had thought of. */
const CRASHES: readonly RegExp[] = [
  /^Traceback \(most recent call last\):/, // Python
  /^Fatal Python error/,
  /Unhandled 'error' event|^\s+at .*\(node:internal|^node:(events|net|internal)[\w/]*:\d+$/, // Node.js
  /^panic: |^fatal error: |^goroutine \d+ \[/, // Go
  /^Exception in thread /, // Java
  /^thread '.*' (\(\d+\) )?panicked at /, // Rust
  /^terminate called after throwing/, // C++
  /^(Segmentation fault|Aborted)\b|AddressSanitizer/,
];

export const isCrashText = (line: string): boolean => CRASHES.some((crash) => crash.test(line));
