// A program and whatever it starts form one process group: signalled, and looked for, as a whole.

import { readFileSync, readdirSync } from 'node:fs';
import { RigError } from '../vocabulary/rig-error.js';

/** Sends to every process of the group. False when there is none any more. Throws RigError when none may be signalled. */
export function signalGroup(pgid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pgid, signal);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    throw new RigError('program-not-running', `expected to send ${signal} to process group ${pgid}: ${String(error)}`, {
      cause: error,
      hint: 'does the program change its user? Then the harness may not signal it',
    });
  }
}

/** Has the group a process, if only one that nobody has waited for? While it has, the kernel gives its number to nobody else. */
export function groupExists(pgid: number): boolean {
  try {
    process.kill(-pgid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Has the group a process that still does something? Walks /proc when it has any at all. */
export function groupIsAlive(pgid: number): boolean {
  if (!groupExists(pgid)) return false;
  const members = processesOfGroup(pgid);
  // Without /proc the doubt counts for life.
  return members === undefined || members.some(({ state }) => !isOver(state));
}

/** A zombie or a dead process: it has ended, and only its parent does not know yet. */
export const isOver = (state: string): boolean => state === 'Z' || state === 'X';

/** State and group of a process, proc(5) /proc/PID/stat; undefined when there is no such process. */
export function processStat(pid: number): { readonly state: string; readonly pgid: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name, in parentheses, with whatever characters it has.
    const [state = '', , pgid = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, pgid: Number(pgid) };
  } catch {
    return undefined;
  }
}

/** Every process of the group; undefined where there is no /proc. */
export function processesOfGroup(
  pgid: number,
): readonly { readonly pid: number; readonly state: string }[] | undefined {
  let entries: readonly string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return undefined;
  }
  return entries.flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const stat = processStat(Number(entry));
    return stat?.pgid === pgid ? [{ pid: Number(entry), state: stat.state }] : [];
  });
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
