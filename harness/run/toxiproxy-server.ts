// A Toxiproxy server binary, started on a free port and stopped again. It stays alive without an API when its port is
// taken, so it counts as ready only when the kernel shows the listening socket among its own descriptors.

import { spawn, type ChildProcess } from 'node:child_process';
import { RigError } from '../vocabulary/rig-error.js';
import { exitOf } from './child-exit.js';
import { settlesWithin, startDeadline } from './deadline.js';
import type { PortBlock } from './ports.js';
import type { ProcessGuard } from './process-guard.js';
import { ReadinessPoller } from './readiness.js';

const READY_DEADLINE_MS = 10_000;
/** SIGKILL takes effect at once, unless the kernel itself is stuck in a call of the server's. */
const END_DEADLINE_MS = 5_000;
const MOST_LAST_WORDS = 300;

export interface ServerHost {
  readonly ports: PortBlock;
  readonly guard: ProcessGuard;
  readonly deathSignalPrefix: readonly string[];
}

/** Throws RigError when it can't be started or does not listen in time; nothing of it is left then. */
export async function startToxiproxyServer(
  path: string,
  host: ServerHost,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const lease = host.ports.lease(1);
  const [port = 0] = lease.ports;
  const words = [...host.deathSignalPrefix, path, '-host', '127.0.0.1', '-port', String(port)];
  const child = spawn(words[0] ?? path, words.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, ...host.guard.mark, LOG_LEVEL: 'error' },
  });
  const { pid } = child;
  if (pid !== undefined) host.guard.watch(pid);
  const lastWords = keepLastWords(child);
  const exited = exitOf(child);
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    if (!(await settlesWithin(exited, END_DEADLINE_MS))) {
      throw new RigError(
        'program-not-ended',
        `expected ${path} (process ${pid}) to be gone ${END_DEADLINE_MS / 1000} s after SIGKILL`,
        { hint: 'is it stuck in the kernel (state D in ps)?' },
      );
    }
    if (pid !== undefined) host.guard.forget(pid);
    await lease.release();
  };
  const looking = new AbortController();
  const outcome = await Promise.race([exited, listensInTime(pid, port, looking.signal)]);
  looking.abort();
  if (outcome === LISTENS) return { url: `http://127.0.0.1:${port}`, stop };
  await stop();
  const said = lastWords();
  throw new RigError(
    'toxiproxy-unreachable',
    `expected ${path} to listen on 127.0.0.1:${port}, but ${outcome}${said === '' ? '' : `; its last words: ${said}`}`,
    { hint: 'is it a toxiproxy-server 2.x binary for this machine?' },
  );
}

const LISTENS = 'it listens';

function listensInTime(pid: number | undefined, port: number, over: AbortSignal): Promise<string> {
  // It could not be started, and its error tells why.
  if (pid === undefined) return new Promise(() => undefined);
  const deadline = startDeadline(READY_DEADLINE_MS, over);
  return new Promise((resolve) => {
    const unwatch = new ReadinessPoller().watch(pid, port, () => resolve(LISTENS));
    deadline.signal.addEventListener('abort', () => {
      void unwatch();
      deadline.release();
      resolve(`it does not after ${READY_DEADLINE_MS / 1000} s`);
    });
  });
}

/** Reads its stderr as long as it lives, so that it never blocks on it; the end of it explains a failed start. */
function keepLastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => (text = (text + more).slice(-MOST_LAST_WORDS)));
  return () => text.trim().replaceAll(/\s*\n\s*/g, ' / ');
}
