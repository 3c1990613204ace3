// Drives peer.py, so that tests see what a plain socket sees: Node reports a clean end where a reset follows data.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface PeerStep {
  readonly step: string;
  readonly ms: number;
  /** When the step was done, CLOCK_MONOTONIC. */
  readonly atUs: number;
  readonly bytes?: number;
  readonly sha256?: string;
  /** fin, or the errno's name; null: there were enough bytes before the end. */
  readonly ending?: string | null;
  readonly error?: string;
  /** Of each recv: how much, and when (CLOCK_MONOTONIC). */
  readonly sizes?: readonly number[];
  readonly timesUs?: readonly number[];
}

export interface PythonPeer {
  /** Of a server: the port it listens on. */
  readonly port: number;
  /** Lets it go on after a `pause`. */
  go(): void;
  /** Resolves with what the step of this name found, once it is done. */
  done(step: string): Promise<PeerStep>;
  /** Resolves when the program has ended. */
  finished(): Promise<void>;
}

/** What `send:N` sends. */
export function payloadOf(sizeBytes: number): Buffer {
  return Buffer.from(Array.from({ length: sizeBytes }, (_, index) => index % 251));
}

/** The real interpreter behind any shim; undefined without a Python. */
export const PYTHON: string | undefined = findPython();
/** For a test's `skip`: false, or why. */
export const NO_PYTHON = PYTHON === undefined ? 'needs python3' : false;

const DEADLINE_MS = 30_000;

export async function pythonServer(...steps: readonly string[]): Promise<PythonPeer> {
  return await startPeer(['server', ...steps]);
}

export async function pythonClient(port: number, ...steps: readonly string[]): Promise<PythonPeer> {
  return await startPeer(['client', String(port), ...steps]);
}

async function startPeer(argv: readonly string[]): Promise<PythonPeer> {
  const child = spawn(PYTHON ?? 'python3', ['-I', '-S', peerProgram(), ...argv], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const lines = new Map<string, PeerStep>();
  const waiting = new Map<string, (step: PeerStep) => void>();
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let port = 0;
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as PeerStep & { readonly port?: number };
      port = told.port ?? port;
      lines.set(told.step, told);
      waiting.get(told.step)?.(told);
      resolve();
    });
  });
  void exited.then(() => clearTimeout(deadline));
  await Promise.race([ready, exited]);
  return {
    port,
    go: () => child.stdin.write('\n'),
    done: async (step) => {
      const told = lines.get(step);
      if (told !== undefined) return told;
      const later = new Promise<PeerStep>((resolve) => waiting.set(step, resolve));
      const ended = exited.then(() => {
        throw new Error(`peer.py ${argv.join(' ')} ended before the step ${step}`);
      });
      return await Promise.race([later, ended]);
    },
    finished: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

function peerProgram(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'harness/proxy/testing/peer.py');
}

function findPython(): string | undefined {
  const asked = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}
