// One side of one stream: counts its bytes, and says what is worth an event. The first chunks are told one by
// one; after that those that are close in time are told together, so that no stream makes more than a few thousand events.

import type { MonotonicUs } from '../../vocabulary/time.js';

/** So many chunks are told one by one. */
const EXACT_CHUNKS = 500;
/** Later ones are told together, as many as come within this time. */
export const WINDOW_MS = 20;
/** So many bytes of an exact chunk are shown. */
const PREVIEW_BYTES = 48;

export interface LoggedChunk {
  readonly atUs: MonotonicUs;
  readonly sizeBytes: number;
  readonly totalBytes: number;
  readonly chunks: number;
  readonly untilUs?: MonotonicUs;
  readonly preview?: string;
}

export class ChunkLog {
  totalBytes: number;
  #exactLeft = EXACT_CHUNKS;
  #window: { atUs: MonotonicUs; untilUs: MonotonicUs; sizeBytes: number; chunks: number } | undefined;

  /** `totalBytes`: what has passed before anybody listened. */
  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
  }

  /** The chunk as it is to be told now; undefined if it was put into the open window. */
  add(bytes: Uint8Array, atUs: MonotonicUs): LoggedChunk | undefined {
    this.totalBytes += bytes.length;
    if (this.#exactLeft > 0) {
      this.#exactLeft -= 1;
      const preview = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PREVIEW_BYTES));
      const told = { atUs, sizeBytes: bytes.length, totalBytes: this.totalBytes, chunks: 1 };
      return { ...told, preview: preview.toString('base64') };
    }
    this.#window ??= { atUs, untilUs: atUs, sizeBytes: 0, chunks: 0 };
    this.#window.untilUs = atUs;
    this.#window.sizeBytes += bytes.length;
    this.#window.chunks += 1;
    return undefined;
  }

  /** Closes the open window. */
  flush(): LoggedChunk | undefined {
    const window = this.#window;
    if (window === undefined) return undefined;
    this.#window = undefined;
    const { atUs, untilUs, sizeBytes, chunks } = window;
    const told = { atUs, sizeBytes, totalBytes: this.totalBytes, chunks };
    return chunks === 1 ? told : { ...told, untilUs };
  }
}
