// Runs a Python program to its end, watched by the shim or left alone.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pythonCalls } from '../python-calls.js';
import type { ProgramObserver } from '../observer.js';
import type { Python } from './pythons.js';
import { observe, type Observed } from './recording.js';

const PROGRAMS = join(__dirname, 'programs');

/** Far beyond what any of these programs needs: 1 s of waiting and 20 interpreter starts, on a machine ten times overloaded. */
const DEADLINE_MS = 60_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Traced extends Ended, Pick<Observed, 'events'> {}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of the interpreter. */
  readonly flags?: readonly string[];
}

export const programPath = (name: string): string => join(PROGRAMS, `${name}.py`);

/** The program as it is: `argv` follows the interpreter. */
export async function runPlain(python: Python, argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return run(python, argv, options, undefined);
}

export async function runTraced(python: Python, argv: readonly string[], options: RunOptions = {}): Promise<Traced> {
  const observed = observe(pythonCalls);
  const ended = await run(python, argv, options, { observer: pythonCalls, observed });
  return { ...ended, events: observed.events };
}

interface Watch {
  readonly observer: ProgramObserver;
  readonly observed: Observed;
}

async function run(
  python: Python,
  argv: readonly string[],
  options: RunOptions,
  watch: Watch | undefined,
): Promise<Ended> {
  const { PYTHONPATH: _, ...inherited } = process.env;
  const base = { ...inherited, ...options.env };
  const env = { ...base, ...watch?.observer.equip(base).env };
  const child = spawn(python.path, [...(options.flags ?? []), ...argv], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', watch === undefined ? 'ignore' : 'pipe'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const trace = child.stdio[3];
  if (watch !== undefined && trace instanceof Readable) {
    trace.on('data', (bytes: Uint8Array) => watch.observed.hand(3, bytes));
    trace.on('end', () => watch.observed.hand(3, undefined));
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, ...texts };
}
