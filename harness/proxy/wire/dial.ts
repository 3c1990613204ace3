// Reaches the upstream of one connection: the socket is connected within a bound, or the dial has failed.

import { connect, type Socket } from 'node:net';
import type { Address } from '../../vocabulary/network.js';
import { SOCKET_OPTIONS } from './socket-options.js';

export interface DialListener {
  connected(socket: Socket): void;
  failed(errno: string): void;
  /** The socket is closed, whether or not it was ever connected. */
  closed(): void;
}

/** Returns at once, with a socket that may be destroyed to give it up: then only `closed` is called. */
export function dial(upstream: Address, deadlineMs: number, listener: DialListener): Socket {
  const socket = connect({ ...upstream, ...SOCKET_OPTIONS });
  const deadline = setTimeout(() => socket.destroy(timedOut()), deadlineMs);
  const failed = (error: NodeJS.ErrnoException): void => listener.failed(error.code ?? 'EUNKNOWN');
  socket.once('error', failed);
  socket.once('close', () => {
    clearTimeout(deadline);
    listener.closed();
  });
  socket.once('connect', () => {
    clearTimeout(deadline);
    socket.off('error', failed);
    listener.connected(socket);
  });
  return socket;
}

function timedOut(): NodeJS.ErrnoException {
  return Object.assign(new Error('the upstream did not answer in time'), { code: 'ETIMEDOUT' });
}
