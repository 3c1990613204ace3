// Listens when it is told to, and then blocks its thread until it is released: its event loop never gets to accept.

import { createServer, type AddressInfo } from 'node:net';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { invariant } from '../../vocabulary/invariant.js';
import type { Address } from '../../vocabulary/network.js';
import { BACKLOG, LISTEN, PREPARED, type BlockedListenerSetting, type FromBlockedListener } from './full-backlog.js';

invariant(parentPort !== null, 'full-backlog-worker.ts runs only as a worker thread');
const port = parentPort;
// workerData is what the host gave.
const { state } = workerData as BlockedListenerSetting;
const tell = (message: FromBlockedListener): void => port.postMessage(message);
const waitWhile = (value: number): void => {
  while (Atomics.load(state, 0) === value) Atomics.wait(state, 0, value);
};

tell({ kind: 'ready' });
waitWhile(PREPARED);
if (Atomics.load(state, 0) === LISTEN) {
  // It was posted before the state was set.
  const { message } = receiveMessageOnPort(port) as { readonly message: Address };
  listenUnheard(message);
}

function listenUnheard(address: Address): void {
  const server = createServer((socket) => socket.destroy());
  server.once('error', (error: NodeJS.ErrnoException) => tell({ kind: 'failed', code: error.code }));
  server.listen({ ...address, backlog: BACKLOG }, () => {
    // A TCP server's address is never a string nor null while it listens.
    tell({ kind: 'listening', port: (server.address() as AddressInfo).port });
    waitWhile(LISTEN);
    server.close();
  });
}
