// What of a run is looked for: the rest stays in the picture, faint, and is left out of the list.

import type { Item } from './item.js';

export interface Filter {
  /** Any text that is in an item's own, whatever the case. */
  readonly text: string;
  readonly program: string | undefined;
  /** `wire #1` */
  readonly connection: string | undefined;
  /** A call's name. */
  readonly call: string | undefined;
}

export const EVERYTHING: Filter = { text: '', program: undefined, connection: undefined, call: undefined };

export const isEverything = ({ text, program, connection, call }: Filter): boolean =>
  text === '' && program === undefined && connection === undefined && call === undefined;

export function matches(item: Item, filter: Filter): boolean {
  if (filter.program !== undefined && item.program !== filter.program) return false;
  if (filter.connection !== undefined && connectionName(item) !== filter.connection) return false;
  if (filter.call !== undefined && item.call !== filter.call) return false;
  if (filter.text === '') return true;
  const wanted = filter.text.toLowerCase();
  return item.text.toLowerCase().includes(wanted) || item.who.toLowerCase().includes(wanted);
}

export const connectionName = ({ link, connection }: Item): string | undefined =>
  link === undefined || connection === undefined ? undefined : `${link} #${connection}`;
