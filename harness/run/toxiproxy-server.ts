// A Toxiproxy server binary, started on a free port and stopped again. It stays alive without an API when its port is
// taken, so it counts as ready only when the kernel shows the listening socket among its own descriptors.

import { spawn } from 'node:child_process';
import { RigError } from '../vocabulary/rig-error.js';
import type { PortBlock } from './ports.js';
import type { ProcessGuard } from './process-guard.js';
import { ReadinessPoller } from './readiness.js';

const READY_DEADLINE_MS = 10_000;

export interface ServerHost {
  readonly ports: PortBlock;
  readonly guard: ProcessGuard;
  readonly deathSignalPrefix: readonly string[];
}

/** Throws RigError when it can't be started or does not listen in time. */
export async function startToxiproxyServer(
  path: string,
  host: ServerHost,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const lease = host.ports.lease(1);
  const [port = 0] = lease.ports;
  const words = [...host.deathSignalPrefix, path, '-host', '127.0.0.1', '-port', String(port)];
  const child = spawn(words[0] ?? path, words.slice(1), {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, LOG_LEVEL: 'error' },
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
  });
  const { pid } = child;
  const listening =
    pid === undefined
      ? undefined
      : new Promise<true>((resolve) => void new ReadinessPoller().watch(pid, port, () => resolve(true)));
  if (pid !== undefined) host.guard.watch(pid);
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    if (pid !== undefined) host.guard.forget(pid);
    await lease.release();
  };
  const outcome = await Promise.race([exited, ...(listening === undefined ? [] : [listening]), late()]);
  if (outcome === true) return { url: `http://127.0.0.1:${port}`, stop };
  await stop();
  throw new RigError('toxiproxy-unreachable', `expected ${path} to listen on 127.0.0.1:${port}, but ${outcome}`, {
    hint: 'is it a toxiproxy-server 2.x binary for this machine?',
  });
}

function late(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(`it does not after ${READY_DEADLINE_MS / 1000} s`), READY_DEADLINE_MS).unref();
  });
}
