// A Toxiproxy in this thread: the collection of proxies with the HTTP API in front.

import type { AddressInfo } from 'node:net';
import { formatAddress, type Address } from '../vocabulary/network.js';
import { ApiError } from './api/api-error.js';
import { createApiServer } from './api/api-server.js';
import { readProxies } from './api/requests.js';
import type { Behaviour } from './behaviour.js';
import { EventHub } from './event-hub.js';
import type { MetricKinds } from './metrics/exposition.js';
import { Metrics } from './metrics/metrics.js';
import { ProxyCollection } from './proxy-collection.js';
import type { ProxyEventListener } from './proxy-event.js';

export interface ToxiproxyOptions {
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  readonly behaviour: Behaviour;
  readonly metricKinds: MetricKinds;
  /** JSON of the proxies that are there from the beginning, as /populate takes it. */
  readonly config: string | undefined;
  readonly onEvent: ProxyEventListener | undefined;
  readonly lagUs: () => number;
}

export interface ApiAndProxies {
  readonly address: Address;
  /** Ends every connection; resolves when every socket is closed and every event told. */
  readonly stop: () => Promise<void>;
}

/** An upstream that has not answered by then counts as unreachable. */
const DIAL_DEADLINE_MS = 30_000;

/** The code of the error when the config can't be read, or one of its proxies can't listen. */
export const INVALID_CONFIG = 'GUASTO_INVALID_CONFIG';

/** Rejects with Node's error (EADDRINUSE…) when the API can't listen, or with INVALID_CONFIG: nothing is open then. */
export async function runToxiproxy(options: ToxiproxyOptions): Promise<ApiAndProxies> {
  const { seed, behaviour, metricKinds, lagUs, config } = options;
  const hub = new EventHub(options.onEvent);
  const metrics = new Metrics();
  const proxies = new ProxyCollection({ seed, hub, metrics, behaviour, dialDeadlineMs: DIAL_DEADLINE_MS });
  if (config !== undefined) await populate(proxies, config);
  const server = createApiServer(proxies, { hub, metrics, metricKinds, lagUs, strict: behaviour.strict });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: options.host, port: options.port }, resolve);
    });
  } catch (error) {
    await proxies.close('shutdown');
    throw error;
  }
  // A TCP server's address is never a string nor null while it listens.
  const { address, port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await Promise.all([closed, proxies.close('shutdown')]);
  };
  return { address: { host: address, port }, stop };
}

/** Toxiproxy starts empty when its config is wrong, and only logs it. */
async function populate(proxies: ProxyCollection, config: string): Promise<void> {
  try {
    for (const request of readProxies(config, proxies.behaviour)) await proxies.populate(request);
  } catch (error) {
    await proxies.close('shutdown');
    if (error instanceof ApiError) throw Object.assign(new Error(error.message), { code: INVALID_CONFIG });
    throw error;
  }
}

export const urlOf = (address: Address): string => `http://${formatAddress(address)}`;
