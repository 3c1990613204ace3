// A FIFO by which a program that is handed a path writes to us. What Node makes for its children are sockets, and a socket
// can't be opened by a path.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { RigError } from '../vocabulary/rig-error.js';

export interface Fifo {
  readonly path: string;
  readonly readable: Readable;
  /** The program has opened it, or is over: from now on the end of the last writer is the end of the stream. */
  readonly release: () => void;
}

const MAKE_DEADLINE_MS = 10_000;
const run = promisify(execFile);

/** Throws RigError. */
export async function openFifo(folder: string): Promise<Fifo> {
  const path = join(folder, `fifo-${randomBytes(6).toString('hex')}`);
  try {
    await run('mkfifo', ['-m', '600', path], { timeout: MAKE_DEADLINE_MS });
    // Without a writer the first read would be the end: until the program has opened it we are one.
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    const readable = new Socket({ fd: reader, readable: true, writable: false });
    return { path, readable, release: releaser(path, writer) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RigError('workspace-failed', `expected to make a FIFO in ${folder}, but: ${reason}`, {
      cause,
      hint: 'mkfifo (coreutils) must be on PATH, and TMPDIR name a file system that has FIFOs',
    });
  }
}

function releaser(path: string, writer: number): () => void {
  let isReleased = false;
  return () => {
    if (isReleased) return;
    isReleased = true;
    closeSync(writer);
    rmSync(path, { force: true });
  };
}
