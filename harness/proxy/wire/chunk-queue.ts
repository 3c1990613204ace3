// First in, first out, with its size in bytes. Taking from the head costs the same however long the queue is.

export interface QueuedChunk {
  readonly bytes: Uint8Array;
  readonly arrivedMs: number;
}

/** What a queued chunk costs beside its bytes, about: bounds the memory of many small ones. */
const OVERHEAD_BYTES = 256;

const TAKEN: QueuedChunk = { bytes: new Uint8Array(0), arrivedMs: 0 };

export class ChunkQueue {
  #chunks: QueuedChunk[] = [];
  #first = 0;
  #bytes = 0;

  get head(): QueuedChunk | undefined {
    return this.#chunks[this.#first];
  }

  /** Bytes queued, and the cost of keeping them. */
  get costBytes(): number {
    return this.#bytes + OVERHEAD_BYTES * (this.#chunks.length - this.#first);
  }

  push(chunk: QueuedChunk): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.bytes.length;
  }

  /** Removes the first `sizeBytes` of the head and returns them; the rest keeps its place. */
  take(sizeBytes: number): Uint8Array {
    const head = this.#chunks[this.#first];
    if (head === undefined) return new Uint8Array(0);
    if (sizeBytes < head.bytes.length) {
      this.#chunks[this.#first] = { ...head, bytes: head.bytes.subarray(sizeBytes) };
      this.#bytes -= sizeBytes;
      return head.bytes.subarray(0, sizeBytes);
    }
    // Its place is given up later, but its bytes are not to be kept until then.
    this.#chunks[this.#first] = TAKEN;
    this.#first += 1;
    this.#bytes -= head.bytes.length;
    if (this.#first === this.#chunks.length) this.clear();
    else if (this.#first >= 1024) this.#compact();
    return head.bytes;
  }

  clear(): void {
    this.#chunks = [];
    this.#first = 0;
    this.#bytes = 0;
  }

  #compact(): void {
    this.#chunks.splice(0, this.#first);
    this.#first = 0;
  }
}
