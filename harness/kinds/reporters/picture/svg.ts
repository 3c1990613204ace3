// Elements of an SVG as text. Everything that goes in as content or attribute is escaped here and nowhere else.

import { clipText, escapeXml, visibleText } from '../visible-text.js';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `content` is markup, already made by these functions. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`],
  );
  const head = `<${name}${written.join('')}`;
  return content === '' ? `${head}/>` : `${head}>${content}</${name}>`;
}

export const group = (attributes: Attributes, children: readonly string[]): string =>
  children.length === 0 ? '' : element('g', attributes, children.join(''));

export interface TextOptions {
  readonly class: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Room in pixels; a longer text is cut, and shown whole when pointed at. */
  readonly room?: number;
}

export function text(x: number, y: number, content: string, options: TextOptions): string {
  const visible = visibleText(content);
  const shown = options.room === undefined ? visible : clipText(visible, columnsIn(options.room, options.class));
  const anchor = options.anchor === undefined || options.anchor === 'start' ? undefined : options.anchor;
  const whole = shown === visible ? '' : element('title', {}, escapeXml(visible));
  return element('text', { x, y, class: options.class, 'text-anchor': anchor }, escapeXml(shown) + whole);
}

/** Splits at spaces into at most `lines` lines that fit; the last one is cut. */
export function wrap(
  content: string,
  room: number,
  options: { readonly class: string; readonly lines: number },
): readonly string[] {
  const columns = columnsIn(room, options.class);
  const wrapped: string[] = [];
  let line = '';
  for (const word of visibleText(content).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= columns || line === '') line = longer;
    else {
      wrapped.push(line);
      line = word;
    }
  }
  wrapped.push(line);
  if (wrapped.length > options.lines)
    wrapped.splice(options.lines - 1, Infinity, wrapped.slice(options.lines - 1).join(' '));
  return wrapped.map((each) => clipText(each, columns));
}

/** Path data from numbers and letters: `path('M', 0, 0, 'L', 1, 1)`. */
export const pathData = (...parts: readonly (string | number)[]): string =>
  parts.map((part) => (typeof part === 'number' ? round(part) : part)).join(' ');

export const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Fonts differ from machine to machine: these are widths of the wider ones, so that nothing runs into its neighbour. */
const COLUMN_WIDTH: Readonly<Record<string, number>> = { title: 10.2, head: 6.8, mono: 6.05, small: 5.7, yaml: 6.7 };

export function columnsIn(room: number, classes: string): number {
  const known = classes.split(' ').find((name) => name in COLUMN_WIDTH) ?? 'head';
  const bold = classes.includes('bold') && known !== 'mono' ? 1.1 : 1;
  return Math.max(3, Math.floor(room / ((COLUMN_WIDTH[known] ?? 7) * bold)));
}
