// Was it a FIN or an RST? libuv reports a clean end when data and an RST are there in one wake-up (libuv #2319), and sees
// nothing at all on a socket that it does not read. The kernel knows: a write of no bytes to a reset socket fails.

import type { Socket } from 'node:net';

const NOTHING = new Uint8Array(0);

/** Call on 'end': calls `ended` if it was a FIN. After an RST the socket's 'error' follows instead. */
export function whenReallyEnded(socket: Socket, ended: () => void): void {
  if (!socket.writable) {
    ended();
  } else if (socket.writableLength > 0) {
    // A waiting write fails by itself at the next poll, if the socket was reset.
    setImmediate(() => setImmediate(() => (socket.errored === null ? ended() : undefined)));
  } else {
    probeReset(socket, ended);
  }
}

/** Writes no bytes: sends nothing, but makes the socket's 'error' happen if it was reset. Else calls `alive`. */
export function probeReset(socket: Socket, alive: () => void): void {
  if (!socket.writable) return;
  socket.write(NOTHING, (error) => {
    if (error === null || error === undefined) alive();
  });
}
