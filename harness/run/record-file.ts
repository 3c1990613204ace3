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
  readonly #unsubscribe: () => void;

  /** Creates the file and follows the recorder from now on. Throws if the file can't be made. */
  constructor(path: string, header: RecordHeader, recorder: Recorder) {
    this.#fd = openSync(path, 'w');
    writeSync(this.#fd, headerLine(header));
    this.#unsubscribe = recorder.subscribe((event) => this.#add(eventLine(event)));
  }

  close(end: RecordEnd | undefined): void {
    this.#unsubscribe();
    if (end !== undefined) this.#pending += endLine(end);
    this.#flush();
    closeSync(this.#fd);
  }

  #add(line: string): void {
    this.#pending += line;
    if (this.#pending.length >= FLUSH_AT_CHARACTERS) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending === '') return;
    const text = this.#pending;
    this.#pending = '';
    writeSync(this.#fd, text);
  }
}
