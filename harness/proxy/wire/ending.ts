// Was it a FIN or an RST, and did the peer send anything before? libuv reports a clean end when data and an RST are there in
// one wake-up (libuv #2319); Node drops what it has not read when a write fails; and neither sees anything on a socket that
// is not read. The kernel knows: read(2) gives what came before the reset and then ECONNRESET, or 0 after a FIN.

import { readSync } from 'node:fs';
import type { Socket } from 'node:net';

const NOTHING = new Uint8Array(0);
/** Most reads find only the end. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** Call on 'end': calls `ended` if it was a FIN. After an RST the socket's 'error' follows instead. */
export function whenReallyEnded(socket: Socket, ended: () => void): void {
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) {
    if (socket.writable) probeReset(socket, ended);
    else ended();
    return;
  }
  const answer = readOnce(descriptor);
  if (typeof answer === 'string' && answer !== 'EAGAIN') socket.destroy(resetError(answer));
  else ended();
}

/** Writes no bytes: sends nothing, but makes the socket's 'error' happen if it was reset. Else calls `alive`. */
export function probeReset(socket: Socket, alive: () => void): void {
  if (!socket.writable) return;
  socket.write(NOTHING, (error) => {
    if (error === null || error === undefined) alive();
  });
}

/** Call before a socket is destroyed by an error: hands over what the peer sent before, which would be lost with it. */
export function rescueUnread(socket: Socket, take: (bytes: Buffer) => void): void {
  if (socket.readableEnded) return;
  for (let bytes: unknown = socket.read(); bytes !== null; bytes = socket.read()) {
    // A socket without an encoding reads buffers.
    take(bytes as Buffer);
  }
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) return;
  for (let bytes = readOnce(descriptor); typeof bytes !== 'string' && bytes.length > 0; bytes = readOnce(descriptor)) {
    take(bytes);
  }
}

/** What read(2) gives: bytes, none after a FIN, or the errno's name. */
function readOnce(descriptor: number): Buffer | string {
  try {
    return Buffer.from(scratch.subarray(0, readSync(descriptor, scratch)));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EIO';
  }
}

/** Node keeps the descriptor to itself, though it has been at this place in every version; without it less is seen. */
function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as { readonly _handle?: { readonly fd?: number } | null };
  return handle?.fd !== undefined && handle.fd >= 0 ? handle.fd : undefined;
}

function resetError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`read ${code}`), { code, syscall: 'read' });
}
