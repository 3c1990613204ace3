// Servers and clients in this process, for tests that care about bytes and not about how a connection ends.

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface PlainServer {
  readonly port: number;
  /** Those that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  /** Ends it with all its connections. */
  close(): Promise<void>;
}

/** Nothing is read of a socket before `onSocket` resumes or pipes it. */
export async function serve(onSocket: (socket: Socket) => void): Promise<PlainServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is never a string nor null while it listens.
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port, sockets, close };
}

export const echo = (): Promise<PlainServer> => serve((socket) => void socket.pipe(socket));

/** Resolves when it is connected, or reset already (Node may tell that as a failed connect); it drops what comes. */
export async function connected(port: number): Promise<Socket> {
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => undefined).resume();
  await new Promise<void>((resolve) => client.once('connect', resolve).once('close', resolve));
  return client;
}

/** Sends a text and a FIN; resolves with all that comes back. */
export async function askAndEnd(port: number, text: string): Promise<string> {
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  client.end(text);
  let answer = '';
  for await (const piece of client) answer += String(piece);
  return answer;
}

/** How long `count` round trips of a byte take, ms. */
export async function roundTripsMs(socket: Socket, count: number): Promise<number> {
  const startedMs = performance.now();
  for (let n = 0; n < count; n += 1) {
    socket.write('x');
    await once(socket, 'data');
  }
  return performance.now() - startedMs;
}
