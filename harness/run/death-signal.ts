// A program that the kernel itself ends when the harness dies (PR_SET_PDEATHSIG, prctl(2)): 0.2 ms a start.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOnPath } from './resolve-command.js';

const WORDS = ['--pdeathsig', 'KILL', '--'] as const;
const PROBE_DEADLINE_MS = 5_000;
const run = promisify(execFile);

/** Words to put before a command; none where util-linux's setpriv is missing (or is busybox's): the guard then does it alone. */
export async function findDeathSignal(): Promise<readonly string[]> {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : undefined;
  if (setpriv === undefined) return [];
  try {
    await run(setpriv, [...WORDS, '/bin/sh', '-c', ':'], { timeout: PROBE_DEADLINE_MS });
    return [setpriv, ...WORDS];
  } catch {
    return [];
  }
}
