// How the entries talk to an engine in another process: JSON Lines over a Unix socket.

import type { Socket } from 'node:net';
import type { Job, JobProgress, JobResult } from './job.js';

export type Request =
  | { readonly do: 'announce'; readonly jobs: readonly Job[] }
  | { readonly do: 'execute'; readonly job: Job }
  | { readonly do: 'watch' };

export type Reply =
  | { readonly id: string; readonly result: JobResult }
  | { readonly id: string; readonly failure: string }
  | { readonly progress: JobProgress };

export function send(socket: Socket, message: Request | Reply): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/**
 * Calls `hear` with each message until the socket ends. Both ends are this package: a line is what `send` wrote. One that was cut
 * (its writer was killed) is none.
 */
export function listenFor<Message extends Request | Reply>(socket: Socket, hear: (message: Message) => void): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(JSON.parse(line) as Message);
  });
}
