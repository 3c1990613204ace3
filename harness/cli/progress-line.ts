// One line at the bottom of a terminal that says how far a command is. Anywhere else: nothing.

export interface ProgressLine {
  readonly show: (text: string) => void;
  /** Leaves the terminal as if there had been no such line. */
  readonly end: () => void;
}

const ERASE_LINE = '\r\u001B[2K';

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined };
  return {
    // A longer line would wrap, and could not be erased.
    show: (text) => void stream.write(`${ERASE_LINE}${text.slice(0, Math.max(1, stream.columns - 1))}`),
    end: () => void stream.write(ERASE_LINE),
  };
}
