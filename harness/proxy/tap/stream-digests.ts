// SHA-256 of what was received of one stream and of what was sent of it. As long as the very same bytes leave in the order in
// which they came, one hash is enough for both: hashing costs as much as everything else that the proxy does with a byte.
// When they part (something is dropped, changed, or held for long) each gets its own.

import { createHash, type Hash } from 'node:crypto';

/** So much may be received and not yet sent before it is hashed on its own: it is kept in memory until then. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** What bytes that wait cost beside themselves, about: bounds the memory of many small ones. */
const OVERHEAD_BYTES = 256;

export class StreamDigests {
  readonly #sent: Hash = createHash('sha256');
  /** undefined: what was sent, and then what waits. */
  #received: Hash | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  received(bytes: Uint8Array): void {
    if (this.#received !== undefined) {
      this.#received.update(bytes);
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length + OVERHEAD_BYTES;
    if (this.#waitingBytes > MOST_WAITING_BYTES) this.#part();
  }

  sent(bytes: Uint8Array): void {
    if (this.#received === undefined && !this.#areNext(bytes)) this.#part();
    this.#sent.update(bytes);
  }

  /** Hex. Call once, at the end. */
  finish(): { readonly receivedSha256: string; readonly sentSha256: string } {
    if (this.#waiting.length > 0) this.#part();
    const receivedSha256 = this.#received?.digest('hex');
    const sentSha256 = this.#sent.digest('hex');
    return { receivedSha256: receivedSha256 ?? sentSha256, sentSha256 };
  }

  /** Takes them from what waits, if they lie in memory where the next of those lie: nothing else proves that they are the same. */
  #areNext(bytes: Uint8Array): boolean {
    const [first] = this.#waiting;
    if (first === undefined || first.buffer !== bytes.buffer) return false;
    if (first.byteOffset !== bytes.byteOffset || first.length < bytes.length) return false;
    this.#waitingBytes -= bytes.length;
    if (first.length === bytes.length) {
      this.#waiting.shift();
      this.#waitingBytes -= OVERHEAD_BYTES;
    } else this.#waiting[0] = first.subarray(bytes.length);
    return true;
  }

  #part(): void {
    this.#received = this.#sent.copy();
    for (const bytes of this.#waiting) this.#received.update(bytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
