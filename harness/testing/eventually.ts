// Waiting in specs: for a fact, with a bound, never for a time.

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

/** Is there a process with this id that is not a zombie? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
