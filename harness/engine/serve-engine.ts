// An engine for other processes: the body of the process that a Playwright run forks.

import { createServer, type Server, type Socket } from 'node:net';
import type { Engine, EngineOptions } from './job.js';
import { startLiveEngine } from './live-engine.js';
import { listenFor, send, type Request } from './wire.js';

/** Listens on a Unix socket. Throws RigError when the world can't be opened. */
export async function serveEngine(socketPath: string, options: EngineOptions): Promise<{ close(): Promise<void> }> {
  const engine = await startLiveEngine(options);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    listenFor<Request>(socket, (request) => void answer(socket, engine, request));
  });
  await listening(server, socketPath);
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await engine.close();
    },
  };
}

async function answer(socket: Socket, engine: Engine, request: Request): Promise<void> {
  if (request.do === 'announce') return engine.announce(request.jobs);
  const { id } = request.job;
  try {
    send(socket, { id, result: await engine.execute(request.job) });
  } catch (error) {
    send(socket, { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function listening(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve());
  });
}
