// A Toxiproxy in this thread: the collection of proxies with the HTTP API in front.

import type { AddressInfo } from 'node:net';
import { formatAddress, type Address } from '../vocabulary/network.js';
import { createApiServer } from './api/api-server.js';
import { ProxyCollection } from './proxy-collection.js';
import type { ProxyEventListener } from './proxy-event.js';

export interface ToxiproxyOptions {
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  readonly onEvent: ProxyEventListener | undefined;
}

export interface ApiAndProxies {
  readonly address: Address;
  /** Ends every connection; resolves when every socket is closed and every event told. */
  readonly stop: () => Promise<void>;
}

/** An upstream that has not answered by then counts as unreachable. */
const DIAL_DEADLINE_MS = 30_000;

/** Rejects with Node's error (EADDRINUSE…) when the API can't listen. */
export async function runToxiproxy(options: ToxiproxyOptions): Promise<ApiAndProxies> {
  const { seed, onEvent } = options;
  const proxies = new ProxyCollection({ seed, onEvent, dialDeadlineMs: DIAL_DEADLINE_MS });
  const server = createApiServer(proxies);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host, port: options.port }, resolve);
  });
  // A TCP server's address is never a string nor null while it listens.
  const { address, port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await Promise.all([closed, proxies.close('shutdown')]);
  };
  return { address: { host: address, port }, stop };
}

export const urlOf = (address: Address): string => `http://${formatAddress(address)}`;
