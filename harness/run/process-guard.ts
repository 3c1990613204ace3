// Nothing outlives the harness, however it dies: a small shell watches a pipe from us. At its end (we are gone, with or
// without a word) it ends every process group that is still on its list and removes our scratch folder.

import { spawn, type ChildProcess } from 'node:child_process';

/** dash-compatible. Lines: `+ PGID`, `- PGID`, `d FOLDER`. At the end of its input: TERM, a moment, KILL, remove. */
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
[ -z "$folder" ] || rm -rf -- "$folder"
`;

export interface ProcessGuard {
  /** The process group `pgid` must not outlive us. */
  watch(pgid: number): void;
  /** The group is gone. */
  forget(pgid: number): void;
  close(): Promise<void>;
}

/** Starts the watchdog; `folder` is removed when we die without closing it. */
export function startProcessGuard(folder: string): ProcessGuard {
  const shell = spawn('/bin/sh', ['-c', WATCHDOG], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  // Without a shell there is no second net; the first (undo on every way out, the parent-death signal) still holds.
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  (shell.stdin as unknown as { unref?: () => void }).unref?.();
  const tell = (line: string): void => void shell.stdin.write(`${line}\n`);
  tell(`d ${folder}`);
  return {
    watch: (pgid) => tell(`+ ${pgid}`),
    forget: (pgid) => tell(`- ${pgid}`),
    close: () => endOf(shell),
  };
}

function endOf(shell: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (shell.exitCode !== null || shell.pid === undefined) return resolve();
    shell.ref();
    shell.once('exit', () => resolve());
    shell.stdin?.end();
  });
}
