// One line at the bottom of a terminal that says how far a command is. Anywhere else: nothing.

import { clipText } from '../kinds/reporters/visible-text.js';

export interface ProgressLine {
  readonly show: (text: string) => void;
  /** Leaves the terminal as if there had been no such line; what is shown later begins it anew. */
  readonly end: () => void;
}

const ERASE_LINE = '\r\u001B[2K';

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  if (!canErase(stream)) return { show: () => undefined, end: () => undefined };
  let shown = '';
  return {
    show: (text) => {
      // A longer line would wrap, and could not be erased.
      const line = clipText(text, Math.max(1, (stream.columns || 80) - 1));
      if (line !== shown) stream.write(`${ERASE_LINE}${line}`);
      shown = line;
    },
    end: () => {
      if (shown !== '') stream.write(ERASE_LINE);
      shown = '';
    },
  };
}

export const canErase = (stream: NodeJS.WriteStream): boolean => stream.isTTY && process.env['TERM'] !== 'dumb';
