// Waiting in specs: for a fact, with a bound, never for a time.

import { readFileSync } from 'node:fs';

const DEFAULT_DEADLINE_MS = 10_000;
const POLL_MS = 5;

/** Resolves with the first value that is not undefined or false. Throws after the deadline, naming what was awaited. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  deadlineMs = DEFAULT_DEADLINE_MS,
): Promise<T> {
  const givesUpAt = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > givesUpAt) throw new Error(`expected within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => void setTimeout(resolve, POLL_MS));
  }
}

/** Is there a process with this id that has not ended? A zombie has: only its parent does not know yet. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = stateOf(pid);
  return state !== 'Z' && state !== 'X';
}

/** proc(5) /proc/PID/stat, field 3; undefined where there is no /proc, or no such process any more. */
function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return undefined;
  }
}
