// Can packets be captured on this machine's loopback? Tried, since rights, capabilities and containers can't be read off.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOnPath } from './resolve-command.js';

export interface CaptureTool {
  readonly file: string;
  /** All but the filter, which comes last. The capture goes to stdout. */
  readonly words: readonly string[];
  readonly interface: string;
  /** What it says on stderr when it captures. */
  readonly ready: RegExp;
}

export type ProbedCapture = { readonly tool: CaptureTool } | { readonly missing: string };

const PROBE_DEADLINE_MS = 30_000;
const run = promisify(execFile);

const LOOPBACK = process.platform === 'darwin' ? 'lo0' : 'lo';

const TOOLS = [
  {
    name: 'tcpdump',
    words: ['-i', LOOPBACK, '-n', '-U', '--immediate-mode', '-s', '0', '-w', '-'],
    ready: /listening on/,
  },
  // Its filter is the value of -f.
  { name: 'dumpcap', words: ['-i', LOOPBACK, '-P', '-w', '-', '-f'], ready: /Capturing on/ },
] as const;

export async function probeCapture(): Promise<ProbedCapture> {
  const reasons: string[] = [];
  for (const { name, words, ready } of TOOLS) {
    const file = findOnPath(name);
    if (file === undefined) continue;
    const trouble = await troubleOf(file);
    if (trouble === undefined) return { tool: { file, words, ready, interface: LOOPBACK } };
    reasons.push(`${name} may not: ${trouble}`);
  }
  return { missing: reasons.join('; ') || 'no tcpdump and no dumpcap on PATH: install one' };
}

/** Listing what kinds of packets the interface has takes the very rights that capturing takes. */
async function troubleOf(file: string): Promise<string | undefined> {
  try {
    await run(file, ['-i', LOOPBACK, '-L'], { timeout: PROBE_DEADLINE_MS });
    return undefined;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const lines = said
      .trim()
      .split('\n')
      .filter((line) => line !== '');
    return lines.at(-1)?.slice(0, 200) ?? 'it says nothing';
  }
}
