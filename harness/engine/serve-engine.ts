// An engine for other processes: the body of the process that a Playwright run forks.

import { basename, join } from 'node:path';
import { createServer, type Server, type Socket } from 'node:net';
import { failureText } from './failure-text.js';
import type { EngineOptions } from './job.js';
import { startLiveEngine, type LocalEngine } from './live-engine.js';
import { listenFor, send, type Request } from './wire.js';

export interface ServedEngine {
  /** For `connectEngine`. */
  readonly socketPath: string;
  close(): Promise<void>;
}

/** Listens on a Unix socket in the engine's own scratch folder. Throws RigError when the world can't be opened. */
export async function serveEngine(options: EngineOptions): Promise<ServedEngine> {
  const engine = await startLiveEngine(options);
  const socketPath = socketPathIn(engine.scratchFolder);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    listenFor<Request>(socket, (request) => void answer(socket, engine, request));
  });
  try {
    await listening(server, socketPath);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return {
    socketPath,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await engine.close();
    },
  };
}

/** Whatever removes the folder removes the socket. Windows has pipes by name, which vanish with their server. */
function socketPathIn(folder: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 'engine.sock');
}

async function answer(socket: Socket, engine: LocalEngine, request: Request): Promise<void> {
  if (request.do === 'announce') return engine.announce(request.jobs);
  if (request.do === 'watch') {
    socket.once(
      'close',
      engine.watch((progress) => send(socket, { progress })),
    );
    return;
  }
  const { id } = request.job;
  try {
    send(socket, { id, result: await engine.execute(request.job) });
  } catch (error) {
    send(socket, { id, failure: failureText(error) });
  }
}

function listening(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve());
  });
}
