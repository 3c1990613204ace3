// How a socket is ended: behind all that was written to it, by a FIN that no byte under way turns into an RST, or by an RST.

import type { Socket } from 'node:net';
import { whenDrained } from './kernel-socket.js';

/** A peer that goes on sending after the whole connection was ended is reset after this time, and once it has everything. */
const LINGER_MS = 100;

/** Bytes under way would turn the FIN into an RST, and the peer might lose what it has not read yet. */
export function lingerAndDestroy(socket: Socket): void {
  const timer = setTimeout(() => {
    // To close a socket that is still sent to is to reset it, and what its peer has not been sent is lost.
    void whenDrained(socket, () => socket.destroy());
  }, LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** Once the kernel has taken everything that was written, and the FIN behind it if there is one. */
export function whenWritten(socket: Socket, act: () => void): void {
  if (socket.destroyed) return;
  if (socket.writableEnded) whenFinished(socket, act);
  else if (socket.writableLength === 0) act();
  else socket.write(new Uint8Array(0), (error) => (error === null || error === undefined ? act() : undefined));
}

/** Once the FIN of a socket that was told to send one is sent; never if that fails. */
export function whenFinished(socket: Socket, act: () => void): void {
  if (socket.writableFinished) act();
  else if (!socket.destroyed) socket.once('finish', act);
}

/** Sends an RST: what the peer has not been sent is lost. */
export function resetNow(socket: Socket): void {
  // While a FIN is being sent libuv refuses to reset, and Node then forgets to close (uv_tcp_close_reset: UV_EINVAL).
  const isSendingFin = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (!isSendingFin) socket.resetAndDestroy();
  else socket.once('finish', () => socket.destroyed || socket.resetAndDestroy());
}
