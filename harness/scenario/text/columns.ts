// A source line on a terminal: what takes two columns or none, what must not be printed, and which part to show.

/** The line as it can be printed: tabs as one blank, what would steer the terminal as a mark. Same number of code units. */
export const visible = (text: string): string =>
  text.replaceAll('\t', ' ').replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\uFFFD');

/** Columns that a terminal gives it: East Asian wide characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

function widthOf(character: string): number {
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) return 0;
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    character,
  )
    ? 2
    : 1;
}

export interface Cropped {
  readonly text: string;
  /** Code units before the caret in `text`. */
  readonly caret: number;
  /** Code units to underline in `text`. */
  readonly length: number;
}

const ELLIPSIS = '…';

/** At most `columns` of the line, the underlined part in sight. */
export function cropAround(
  line: string,
  { column, length }: { readonly column: number; readonly length: number },
  columns: number,
): Cropped {
  const text = visible(line);
  const caret = column - 1;
  if (text.length <= columns) return { text, caret, length };
  const shown = Math.min(length, columns - 20);
  // A third of the room stands before the caret: what follows explains more.
  const start = Math.max(0, Math.min(caret - Math.floor((columns - shown) / 3), text.length - columns));
  const end = Math.min(text.length, start + columns);
  const [head, tail] = [start > 0 ? ELLIPSIS : '', end < text.length ? ELLIPSIS : ''];
  const part = text.slice(start + head.length, end - tail.length);
  return {
    text: `${head}${part}${tail}`,
    caret: caret - start,
    length: Math.min(shown, end - tail.length - caret),
  };
}
