// `guasto proxy`: the embedded Toxiproxy alone, for any client of Toxiproxy's HTTP API.

import { once } from 'node:events';
import { startToxiproxy } from '../proxy/index.js';
import { Mistake } from './mistake.js';

export interface ProxyFlags {
  readonly host: string;
  readonly port: number;
  readonly seed?: number;
}

/** Runs until SIGINT, SIGTERM or SIGHUP. */
export async function proxyCommand(flags: ProxyFlags): Promise<void> {
  // Before it starts, so that a signal during the start is not missed.
  const stopped = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const toxiproxy = await start(flags);
  process.stdout.write(`Toxiproxy's API is at ${toxiproxy.url} (Ctrl-C stops it)\n`);
  await stopped;
  await toxiproxy.stop();
}

async function start(flags: ProxyFlags): Promise<Awaited<ReturnType<typeof startToxiproxy>>> {
  try {
    return await startToxiproxy(flags);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EADDRINUSE')
      throw new Mistake(`port ${flags.port} of ${flags.host} is taken: try --port 0, or another`);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
      throw new Mistake(`can't listen on ${flags.host}:${flags.port}: ${code}`);
    throw error;
  }
}
