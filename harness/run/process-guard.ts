// Nothing outlives the harness, however it dies: a small shell watches a pipe from us. At its end (we are gone, with or
// without a word) it ends every process group that is still on its list, and every process that left its group but carries
// our mark in its environment, and removes our scratch folder.

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { settlesWithin } from './deadline.js';

/** Name of the variable that marks each program of one harness, and what it starts in its turn. */
export const MARK = 'GUASTO_WORLD';

/**
 * dash-compatible. Lines: `+ PGID`, `- PGID`, `d FOLDER`. At the end of its input: TERM, a moment, KILL, sweep, remove.
 * The sweep comes twice: a process may be born while /proc is walked.
 */
const WATCHDOG = `
trap '' INT TERM HUP
groups=" "; folder=""
while read -r verb what; do
  case $verb in
    +) groups="$groups$what ";;
    -) rest=" "; for g in $groups; do [ "$g" = "$what" ] || rest="$rest$g "; done; groups=$rest;;
    d) folder=$what;;
  esac
done
for g in $groups; do kill -CONT -"$g" 2>/dev/null; kill -TERM -"$g" 2>/dev/null; done
[ "$groups" = " " ] || sleep 0.2
for g in $groups; do kill -KILL -"$g" 2>/dev/null; done
for sweep in 1 2; do
  for path in $(grep -lF "$1" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${path#/proc/}; kill -KILL "\${pid%/environ}" 2>/dev/null
  done
done
[ -z "$folder" ] || rm -rf -- "$folder"
`;

/** TERM, KILL and the sweep take half a second; a machine without a moment to spare gets more. */
const CLOSE_DEADLINE_MS = 10_000;

export interface ProcessGuard {
  /** To be added to the environment of every program. */
  readonly mark: Readonly<Record<string, string>>;
  /** The process group `pgid` must not outlive us. */
  watch(pgid: number): void;
  /** The group is gone. */
  forget(pgid: number): void;
  /** Ends what is left, and resolves when it is gone. */
  close(): Promise<void>;
}

/** Starts the watchdog; `folder` is removed when we die without closing it. */
export function startProcessGuard(folder: string): ProcessGuard {
  const mark = randomBytes(8).toString('hex');
  const shell = spawn('/bin/sh', ['-c', WATCHDOG, 'guasto-watchdog', `${MARK}=${mark}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  shell.unref();
  // Without a shell there is no second net; the first (undo on every way out, the parent-death signal) still holds.
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  (shell.stdin as unknown as { unref?: () => void }).unref?.();
  const tell = (line: string): void => void shell.stdin.write(`${line}\n`);
  tell(`d ${folder}`);
  return {
    mark: { [MARK]: mark },
    watch: (pgid) => tell(`+ ${pgid}`),
    forget: (pgid) => tell(`- ${pgid}`),
    close: () => endOf(shell),
  };
}

async function endOf(shell: ChildProcess): Promise<void> {
  const exited = new Promise<void>((resolve) => {
    if (shell.exitCode !== null || shell.signalCode !== null || shell.pid === undefined) resolve();
    else shell.once('exit', () => resolve());
  });
  shell.ref();
  shell.stdin?.end();
  await settlesWithin(exited, CLOSE_DEADLINE_MS);
}
