// A listening socket that accepts nobody and whose queue is full, so that the kernel drops every SYN: who connects waits, and
// gets in at one of the SYN's next repetitions (after 1, 3, 7… s) if the queue has room by then. A user-space proxy can't
// refuse to be connected to otherwise: the kernel accepts before the proxy knows (tcp(7), listen(2)).
//
//   this thread: two fillers ══▶ queue of two ◀ nobody: the thread that listens is blocked ◀── whoever else: SYN, SYN, SYN…

import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { formatAddress, type Address } from '../../vocabulary/network.js';
import { bindError, type Listener } from './listener.js';

/** What both threads see: a state, and where to listen. */
export interface BlockedListenerSetting {
  readonly state: Int32Array;
}

/** The thread waits for each of them in turn. */
export const PREPARED = 0;
export const LISTEN = 1;
export const RELEASED = 2;

export type FromBlockedListener =
  | { readonly kind: 'ready' }
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly code: string | undefined };

/** The least that Node can ask for (0 means 511). Linux queues one more. */
export const BACKLOG = 1;

/** A filler whose SYN is dropped shows that the queue is full already: somebody was quicker. */
const FILLER_BOUND_MS = 300;

export interface FullBacklog {
  /** Binds and listens, without delay: the thread is there. Throws ListenError with Go's text. Call once. */
  hold(address: Address): Promise<Listener>;
  /** It is not needed after all. */
  discard(): void;
}

/** Starts the thread that will listen, which takes a while: until it holds the address somebody else may listen there. */
export async function prepareFullBacklog(): Promise<FullBacklog> {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const setting: BlockedListenerSetting = { state };
  const worker = new Worker(join(__dirname, 'full-backlog-worker.js'), { workerData: setting, name: 'full backlog' });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const next = (): Promise<FromBlockedListener> =>
    new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await next();
  const go = (to: number): void => {
    Atomics.store(state, 0, to);
    Atomics.notify(state, 0);
  };
  const hold = async (address: Address): Promise<Listener> => {
    const answer = next();
    worker.postMessage(address);
    go(LISTEN);
    const told = await answer;
    if (told.kind !== 'listening') {
      await ended;
      throw bindError(address, told.kind === 'failed' ? told.code : undefined);
    }
    // An unspecified address is reached by the loopback.
    const target = { host: address.host === '::' ? '127.0.0.1' : address.host, port: told.port };
    const fillers = await Promise.all(Array.from({ length: BACKLOG + 1 }, () => fill(target)));
    let closed: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      go(RELEASED);
      await ended;
      for (const filler of fillers) filler.destroy();
    };
    return { listen: formatAddress({ host: address.host, port: told.port }), close: () => (closed ??= close()) };
  };
  return { hold, discard: () => go(RELEASED) };
}

async function fill(target: Address): Promise<Socket> {
  const socket = connect(target);
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, FILLER_BOUND_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return socket;
}
