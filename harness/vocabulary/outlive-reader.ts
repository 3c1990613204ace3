// `guasto … | head -1`: who reads us may leave. What is being done is done to its end (programs are ended, reports written),
// and the exit code tells the verdict; only the rest of the output goes nowhere.

import type { EventEmitter } from 'node:events';

/** May be called more than once. Any other error of the stream goes on as it would have. */
export function outliveReader(...streams: readonly EventEmitter[]): void {
  for (const stream of streams) {
    if (!stream.listeners('error').includes(ignoreReaderGone)) stream.on('error', ignoreReaderGone);
  }
}

function ignoreReaderGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
