// A real Toxiproxy in a process of its own, where there is one.

import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { foreignToxiproxyServer } from '../../testing/foreign-toxiproxy.js';

const found = foreignToxiproxyServer();

/** For a test's `skip`: false, or why. */
export const NO_REAL_TOXIPROXY = found.skip;

export interface RealToxiproxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it on a free port and proves that the one answering is ours: it logs when its port is taken, and lives on. */
export async function startRealToxiproxy(): Promise<RealToxiproxy> {
  const port = await freePort();
  const server = spawn(found.path, ['-host', '127.0.0.1', '-port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'error' },
  });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  let log = '';
  server.stdout.on('data', (piece) => (log += String(piece)));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 10_000;
  while (!(await answers(url))) {
    if (server.exitCode !== null || log !== '' || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`expected ${found.path} to answer at ${url}, but it said: ${log}`);
    }
  }
  return {
    url,
    stop: async () => {
      server.kill('SIGKILL');
      await exited;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/version`)).ok;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return false;
  }
}

/** Free a moment ago; the server can't be given a listening socket. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
