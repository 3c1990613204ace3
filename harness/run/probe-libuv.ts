// Which libuv the Node.js on PATH has: before 1.52 a reset that comes together with data is told as the end of the stream, and one
// that comes while nobody reads not at all (libuv issue 2319).

import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { findOnPath } from './resolve-command.js';

const PROBE_DEADLINE_MS = 30_000;
const FIRST_THAT_TELLS: readonly [number, number] = [1, 52];
const run = promisify(execFile);

/** True if it takes a reset for the end of the stream, or why not. */
export async function probeLibuv(): Promise<true | string> {
  const node = findOnPath('node');
  if (node === undefined) return 'no node on PATH';
  try {
    return takesResetForEnd(await libuvOf(node));
  } catch {
    return `${node} does not tell its version`;
  }
}

export function takesResetForEnd(version: string): true | string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [firstMajor, firstMinor] = FIRST_THAT_TELLS;
  const tells = major > firstMajor || (major === firstMajor && minor >= firstMinor);
  return !tells || `the Node.js on PATH has libuv ${version}, which tells resets since 1.52`;
}

async function libuvOf(node: string): Promise<string> {
  if (realpathSync(node) === realpathSync(process.execPath)) return process.versions.uv;
  const { stdout } = await run(node, ['-p', 'process.versions.uv'], { timeout: PROBE_DEADLINE_MS });
  return stdout.trim();
}
