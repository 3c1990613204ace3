// The record as it grows, in a file: whatever ends the harness, what was seen until then can be read.

import { closeSync, openSync, writeSync } from 'node:fs';
import { endLine, eventLine, headerLine } from '../record/json-lines.js';
import type { Recorder } from '../record/recorder.js';
import type { RecordEnd, RecordHeader } from '../record/run-record.js';

/** Lines are gathered for this long, so that a burst of chunks costs few writes. */
const FLUSH_MS = 20;
const FLUSH_AT_CHARACTERS = 1 << 16;

export class RecordFile {
  readonly #fd: number;
  #pending = '';
  #timer: NodeJS.Timeout | undefined;
  #failure: Error | undefined;
  readonly #unsubscribe: () => void;

  /** Creates the file and follows the recorder from now on. Throws if the file can't be made. */
  constructor(path: string, header: RecordHeader, recorder: Recorder) {
    this.#fd = openSync(path, 'w');
    this.#write(headerLine(header));
    this.#unsubscribe = recorder.subscribe((event) => this.#add(eventLine(event)));
  }

  /** Why the file ends before the record does (a full disk); undefined while all is well. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Writes what is pending. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending === '') return;
    const text = this.#pending;
    this.#pending = '';
    this.#write(text);
  }

  /** Writes what is pending, and the end if there is one. */
  close(end: RecordEnd | undefined): void {
    this.#unsubscribe();
    if (end !== undefined) this.#pending += endLine(end);
    this.flush();
    closeSync(this.#fd);
  }

  #add(line: string): void {
    this.#pending += line;
    if (this.#pending.length >= FLUSH_AT_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** After a failure nothing more is written: a record with a hole would be no prefix. */
  #write(text: string): void {
    if (this.#failure !== undefined) return;
    try {
      const bytes = Buffer.from(text, 'utf8');
      // One write may take a part only.
      for (let from = 0; from < bytes.length;) from += writeSync(this.#fd, bytes, from);
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }
}
