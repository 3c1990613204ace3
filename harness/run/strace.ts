// Can this machine trace any program's system calls? Tried on one, since what forbids it (Yama, a container's seccomp profile,
// a missing program) can't be read off.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StraceTool } from '../kinds/observers/strace-calls.js';
import { findOnPath } from './resolve-command.js';
import { pause } from './deadline.js';

export type ProbedStrace = { readonly tool: StraceTool } | { readonly missing: string };

/** The first that can leave the program its place in the family (-DD). */
const OLDEST: readonly [number, number] = [5, 4];
const PROBE_DEADLINE_MS = 30_000;
const END_DEADLINE_MS = 5_000;
const POLL_MS = 2;
const run = promisify(execFile);

/**
 * `within`: where it may write. A world's own folder is removed whatever becomes of us. One that is not done after `deadlineMs`
 * counts as able: a run will tell, and is inconclusive then, where a missing capability is no failure.
 */
export async function probeStrace(within: string = tmpdir(), deadlineMs = PROBE_DEADLINE_MS): Promise<ProbedStrace> {
  if (process.platform !== 'linux') return { missing: `strace is for Linux, and this is ${process.platform}` };
  const file = findOnPath('strace');
  if (file === undefined) return { missing: 'no strace on PATH: install strace >= 5.4' };
  if (findOnPath('mkfifo') === undefined) return { missing: 'no mkfifo on PATH: install coreutils' };
  const version = await versionOf(file);
  if (version === undefined) return { missing: `${file} does not say its version: try strace -V` };
  if (!isRecent(version)) return { missing: `strace is ${version}, and >= ${OLDEST.join('.')} is needed` };
  const withFilter = await trace(file, ['--seccomp-bpf'], { within, deadlineMs });
  if (withFilter === undefined) return { tool: { file, version, hasSeccompBpf: true } };
  const plain = await trace(file, [], { within, deadlineMs });
  return plain === undefined ? { tool: { file, version, hasSeccompBpf: false } } : { missing: plain };
}

async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(file, ['-V'], { timeout: PROBE_DEADLINE_MS });
    return /version (\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Why a program of our own can't be traced; undefined if it can. */
async function trace(
  file: string,
  options: readonly string[],
  { within, deadlineMs }: { readonly within: string; readonly deadlineMs: number },
): Promise<string | undefined> {
  const folder = mkdtempSync(join(within, 'guasto-strace-'));
  const output = join(folder, 'output');
  try {
    const words = [
      '-DD',
      '-q',
      '-f',
      ...options,
      '-e',
      'trace=?socket,?close',
      '-o',
      output,
      '--',
      '/bin/sh',
      '-c',
      ':',
    ];
    await run(file, words, { timeout: deadlineMs });
    // The tracer outlives the program by a moment.
    return (await tellsTheExit(output)) ? undefined : 'strace traces nothing here: is ptrace forbidden?';
  } catch (error) {
    const { stderr = '', killed } = error as { readonly stderr?: string; readonly killed?: boolean };
    if (killed === true) return undefined;
    const said = stderr.trim().split('\n')[0] ?? '';
    return said === '' ? `strace does not work here: ${String(error)}` : `ptrace is not allowed here (${said})`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tellsTheExit(output: string): Promise<boolean> {
  const givesUpAtMs = performance.now() + END_DEADLINE_MS;
  for (;;) {
    if (readFileSync(output, 'latin1').includes('+++ exited with 0 +++')) return true;
    if (performance.now() > givesUpAtMs) return false;
    await pause(POLL_MS, new AbortController().signal);
  }
}
