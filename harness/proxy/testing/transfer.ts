// A stream of bytes each way through a proxy, from memory and into digests: as much of it as one likes.

import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Stream } from '../../vocabulary/network.js';

const BLOCK_BYTES = 1024 * 1024;
const BLOCK = randomBytes(BLOCK_BYTES);

export interface Arrived {
  readonly bytes: number;
  readonly sha256: string;
}

export interface Transfer {
  /** What each stream's sink received, once both have ended, in whatever way. */
  readonly arrived: Promise<Readonly<Record<Stream, Arrived>>>;
  /** Resolves when so many bytes of both streams have arrived, when both have ended, or after `patienceMs`. */
  reached(bytes: number, patienceMs: number): Promise<void>;
  /** Ends it from outside, whatever its state. */
  abandon(): void;
}

/** `open` is told the server's port and resolves with the proxy's. Then both peers send so many bytes and a FIN. */
export async function startTransfer(
  sizesBytes: Readonly<Record<Stream, number>>,
  open: (serverPort: number) => Promise<number>,
): Promise<Transfer> {
  const server = createServer({ allowHalfOpen: true });
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is never a string nor null while it listens.
  const port = await open((server.address() as AddressInfo).port);
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const sockets = [client, await accepted] as const;
  server.close();
  const progress = new Progress();
  // A peer that was reset tells it to both loops; neither needs it.
  for (const socket of sockets) socket.on('error', () => undefined);
  const [downstream, upstream] = sockets.map((socket) => receive(socket, progress));
  void send(sockets[0], 'upstream', sizesBytes.upstream);
  void send(sockets[1], 'downstream', sizesBytes.downstream);
  return {
    arrived: both(upstream, downstream).finally(() => progress.end()),
    reached: (bytes, patienceMs) => progress.reached(bytes, patienceMs),
    abandon: () => sockets.forEach((socket) => socket.destroy()),
  };
}

/** The digest of the first `bytes` of a stream, with the bits of the bytes at `flippedAt` turned over. */
export function digestOfFirst(bytes: number, stream: Stream, flippedAt: readonly number[] = []): string {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes; from += BLOCK_BYTES) {
    const block = blockAt(from, stream);
    for (const at of flippedAt) {
      if (at >= from && at < from + BLOCK_BYTES) block[at - from] = (block[at - from] ?? 0) ^ 0xff;
    }
    hash.update(block.subarray(0, bytes - from));
  }
  return hash.digest('hex');
}

/** Blocks and streams that differ, so that none may take the place of another unseen. */
function blockAt(from: number, stream: Stream): Buffer {
  const block = Buffer.from(BLOCK);
  block.writeDoubleBE(stream === 'upstream' ? from : -from - 1);
  return block;
}

async function send(socket: Socket, stream: Stream, sizeBytes: number): Promise<void> {
  for (let from = 0; from < sizeBytes && socket.writable; from += BLOCK_BYTES) {
    const block = blockAt(from, stream).subarray(0, sizeBytes - from);
    if (!socket.write(block)) await new Promise<void>((resolve) => onceEither(socket, ['drain', 'close'], resolve));
  }
  socket.end();
}

function onceEither(socket: Socket, events: readonly ('drain' | 'close')[], act: () => void): void {
  const either = (): void => {
    for (const event of events) socket.off(event, either);
    act();
  };
  for (const event of events) socket.on(event, either);
}

function receive(socket: Socket, progress: Progress): Promise<Arrived> {
  const hash = createHash('sha256');
  let bytes = 0;
  socket.on('data', (piece: Buffer) => {
    hash.update(piece);
    bytes += piece.length;
    progress.add(piece.length);
  });
  return new Promise((resolve) => {
    const over = (): void => resolve({ bytes, sha256: hash.copy().digest('hex') });
    socket.once('end', over);
    socket.once('close', over);
  });
}

async function both(upstream?: Promise<Arrived>, downstream?: Promise<Arrived>) {
  const none = { bytes: 0, sha256: '' };
  return { upstream: (await upstream) ?? none, downstream: (await downstream) ?? none };
}

class Progress {
  #bytes = 0;
  #wantedBytes = Infinity;
  #resolve: (() => void) | undefined;

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes >= this.#wantedBytes) this.#resolve?.();
  }

  end(): void {
    this.add(Infinity);
  }

  async reached(bytes: number, patienceMs: number): Promise<void> {
    if (this.#bytes >= bytes) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#wantedBytes = bytes;
      this.#resolve = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#resolve = undefined;
  }
}
