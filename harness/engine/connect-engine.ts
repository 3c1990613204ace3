// The engine as seen from another process.

import { connect, type Socket } from 'node:net';
import { EngineFailure } from './engine-failure.js';
import type { Engine, Job, JobProgress, JobResult } from './job.js';
import { listenFor, send, type Reply } from './wire.js';

interface Waiting {
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
}

/** Connects to `serveEngine`'s socket. Rejects, with what to look for, when nobody listens there. */
export async function connectEngine(socketPath: string): Promise<Engine> {
  try {
    return new RemoteEngine(await connected(socketPath));
  } catch (cause) {
    throw goneError(`nobody listens at ${socketPath}`, cause);
  }
}

function goneError(what: string, cause?: unknown): EngineFailure {
  const message = `the guasto engine process is gone (${what}): did something kill it? Its last words, if any, stand above`;
  return new EngineFailure(message, cause === undefined ? {} : { cause });
}

class RemoteEngine implements Engine {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #watchers: ((progress: JobProgress) => void)[] = [];
  #gone: Error | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    listenFor<Reply>(socket, (reply) => this.#hear(reply));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#fail(goneError('its connection ended')));
  }

  announce(jobs: readonly Job[]): void {
    send(this.#socket, { do: 'announce', jobs });
  }

  execute(job: Job): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== undefined) return reject(this.#gone);
      this.#waiting.set(job.id, [...(this.#waiting.get(job.id) ?? []), { resolve, reject }]);
      send(this.#socket, { do: 'execute', job });
    });
  }

  watch(listener: (progress: JobProgress) => void): void {
    if (this.#watchers.length === 0) send(this.#socket, { do: 'watch' });
    this.#watchers.push(listener);
  }

  /** Leaves; the engine itself belongs to the process that started it. */
  async close(): Promise<void> {
    if (this.#socket.closed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.destroy();
    });
  }

  #hear(reply: Reply): void {
    if ('progress' in reply) {
      for (const listener of this.#watchers) listener(reply.progress);
      return;
    }
    const waiting = this.#waiting.get(reply.id) ?? [];
    this.#waiting.delete(reply.id);
    for (const { resolve, reject } of waiting) {
      if ('result' in reply) resolve(reply.result);
      else reject(new Error(`the guasto engine failed: ${reply.failure}`));
    }
  }

  #fail(error: Error): void {
    this.#gone = error;
    for (const waiting of this.#waiting.values()) for (const { reject } of waiting) reject(error);
    this.#waiting.clear();
  }
}

function connected(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
