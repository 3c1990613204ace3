// A listening socket of one proxy. Accepted sockets are paused, with the options that Go would give them.

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { formatAddress, type Address } from '../../vocabulary/network.js';
import { bindErrorText } from './go-address.js';
import { SOCKET_OPTIONS } from './socket-options.js';

export interface Listener {
  /** The real address, as Go prints it. */
  readonly listen: string;
  /** New connections are refused when this resolves; live ones stay. */
  close(): Promise<void>;
}

export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** As the kernel gave it, such as EADDRINUSE; undefined where the address means nothing. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** With Go's text. */
export const bindError = (address: Address, code: string | undefined): ListenError =>
  new ListenError(`listen tcp ${formatAddress(address)}: ${bindErrorText(code)}`, code);

/** The kernel cuts it down to its own limit (somaxconn). */
const BACKLOG = 4096;

/** Binds and listens. Throws ListenError with Go's text. */
export function listenOn(address: Address, onSocket: (socket: Socket) => void): Promise<Listener> {
  const server = createServer({ ...SOCKET_OPTIONS, pauseOnConnect: true }, onSocket);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(bindError(address, error.code)));
    server.listen({ ...address, backlog: BACKLOG }, () => {
      server.removeAllListeners('error');
      // A failed accept (no descriptor left) concerns one client only: it waits, or libuv closes it; the proxy lives on.
      server.on('error', () => undefined);
      resolve({ listen: boundAddress(server), close: () => closeNow(server) });
    });
  });
}

/** The kernel's socket is closed when this returns; Node's callback waits for every connection. */
function closeNow(server: Server): Promise<void> {
  server.close();
  return Promise.resolve();
}

function boundAddress(server: Server): string {
  // A TCP server's address is never a string (that is a pipe's) nor null while it listens.
  const { address, port } = server.address() as AddressInfo;
  return formatAddress({ host: address, port });
}
