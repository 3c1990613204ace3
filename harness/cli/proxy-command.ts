// `guasto proxy`: the embedded Toxiproxy alone, for any client of Toxiproxy's HTTP API. Takes the place of toxiproxy-server,
// whose flags it understands too, with one dash as Go programs have them.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { startToxiproxy, type ProxyDefinition } from '../proxy/index.js';
import { Mistake } from './mistake.js';

export interface ProxyFlags {
  readonly host: string;
  readonly port: number;
  readonly config?: string;
  readonly seed?: number;
  readonly metrics?: boolean;
  readonly proxyMetrics?: boolean;
  readonly runtimeMetrics?: boolean;
  readonly fin?: 'half-close' | 'close';
  readonly compat?: 'guasto' | 'strict';
}

/** Runs until SIGINT, SIGTERM or SIGHUP. */
export async function proxyCommand(flags: ProxyFlags): Promise<void> {
  // Before it starts, so that a signal during the start is not missed.
  const stopped = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const proxies = flags.config === undefined ? undefined : readConfig(flags.config);
  const toxiproxy = await start(flags, proxies);
  const made = proxies === undefined ? '' : `, with ${proxies.length} ${proxies.length === 1 ? 'proxy' : 'proxies'}`;
  process.stdout.write(`Toxiproxy's API is at ${toxiproxy.url}${made} (Ctrl-C stops it)\n`);
  await stopped;
  await toxiproxy.stop();
}

/** What stands in it is checked where it is used: as the body of /populate. */
function readConfig(path: string): readonly ProxyDefinition[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Mistake(`can't read the config: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch (error) {
    throw new Mistake(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new Mistake(`${path}: expected a list of proxies, such as [{"name": "db", "upstream": "127.0.0.1:5432"}]`);
}

async function start(
  flags: ProxyFlags,
  proxies: readonly ProxyDefinition[] | undefined,
): Promise<Awaited<ReturnType<typeof startToxiproxy>>> {
  const { host, port, seed, fin, compat, metrics = false } = flags;
  const kinds = { proxy: flags.proxyMetrics ?? metrics, runtime: flags.runtimeMetrics ?? metrics };
  try {
    return await startToxiproxy({
      host,
      port,
      metrics: kinds,
      ...(proxies === undefined ? {} : { proxies }),
      ...(seed === undefined ? {} : { seed }),
      ...(fin === undefined ? {} : { fin }),
      ...(compat === undefined ? {} : { compat }),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'GUASTO_INVALID_CONFIG') throw new Mistake(`${flags.config}: ${(error as Error).message}`);
    if (code === 'EADDRINUSE') throw new Mistake(`port ${port} of ${host} is taken: try --port 0, or another`);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') throw new Mistake(`can't listen on ${host}:${port}: ${code}`);
    if (code === 'ENOTFOUND') throw new Mistake(`can't listen on ${host}: no such host`);
    throw error;
  }
}
