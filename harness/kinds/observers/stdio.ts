// Watches what a program writes to stdout and stderr: bytes in whatever pieces they come → one event per line.

import type { Emit } from '../../record/event.js';
import type { ObservedProgram, ProgramObserver } from './observer.js';

type StreamName = 'stdout' | 'stderr';

/** Longest recorded line, in UTF-16 units. What is beyond it is dropped, and the line marked as cut. */
export const LONGEST_LINE = 16 * 1024;

/** A line is stamped when the harness reads it: the program wrote it up to about a turn of our event loop earlier. */
const UNCERTAINTY_US = 1_000;

const STREAMS: ReadonlyMap<number, StreamName> = new Map([
  [1, 'stdout'],
  [2, 'stderr'],
]);

export const stdio: ProgramObserver = {
  name: 'stdio',
  about: 'the lines that a program writes to stdout and stderr',
  needs: [],
  // Into a pipe Python writes only full blocks of output, and a killed program loses them (Python docs, -u).
  equip: () => ({ env: { PYTHONUNBUFFERED: '1' }, descriptors: [1, 2] }),
  attach: (target, emit) => {
    const lines = new Map([...STREAMS].map(([fd, stream]) => [fd, new LineCutter(toEvents(stream, target, emit))]));
    return (descriptor, bytes) => {
      if (bytes === undefined) lines.get(descriptor)?.end();
      else lines.get(descriptor)?.push(bytes);
    };
  },
};

type LineListener = (text: string, how: { readonly cut?: true; readonly unterminated?: true }) => void;

function toEvents(stream: StreamName, target: ObservedProgram, emit: Emit): LineListener {
  const { program, run } = target;
  return (text, how) => {
    emit({
      observer: 'stdio',
      kind: 'output.line',
      data: { program, run, stream, text, ...how },
      uncertaintyUs: UNCERTAINTY_US,
    });
  };
}

/** Joins pieces of UTF-8 and cuts them at line feeds. A character or a line break may lie across pieces. */
class LineCutter {
  readonly #listener: LineListener;
  // Invalid bytes become U+FFFD; a byte order mark is kept, since the program wrote it.
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #line = '';
  #isCut = false;

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  push(bytes: Uint8Array): void {
    this.#add(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#add(this.#decoder.decode());
    if (this.#line !== '' || this.#isCut) this.#emit({ unterminated: true });
  }

  #add(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#append(text.slice(start, end));
      this.#emit({});
      start = end + 1;
    }
    this.#append(text.slice(start));
  }

  #append(text: string): void {
    // One unit more than the longest line is kept, for the \r of a \r\n.
    const room = LONGEST_LINE + 1 - this.#line.length;
    if (text.length > room) this.#isCut = true;
    this.#line += text.slice(0, room);
  }

  #emit(how: { readonly unterminated?: true }): void {
    const line = this.#isCut || how.unterminated === true ? this.#line : this.#line.replace(/\r$/, '');
    const isCut = this.#isCut || line.length > LONGEST_LINE;
    this.#listener(line.slice(0, LONGEST_LINE), { ...(isCut ? { cut: true as const } : {}), ...how });
    this.#line = '';
    this.#isCut = false;
  }
}
