// errno names of this platform, as socket programs know them: ECONNRESET ↔ 104.

import { constants } from 'node:os';

const BY_NAME: ReadonlyMap<string, number> = new Map(Object.entries(constants.errno));
const BY_NUMBER: ReadonlyMap<number, string> = new Map(
  // EAGAIN and EWOULDBLOCK share a number on Linux: the first name wins, as in errno(3).
  [...BY_NAME].toReversed().map(([name, number]) => [number, name]),
);

export const errnoName = (number: number): string => BY_NUMBER.get(number) ?? `errno ${number}`;
export const errnoNumber = (name: string): number | undefined => BY_NAME.get(name);
export const errnoNames = (): readonly string[] => [...BY_NAME.keys()];
