// Places: `${server.port}`, `${wire.host}`, `${file:message}` stay in a scenario until the plan knows what they are.

import type { Address } from '../vocabulary/network.js';

/** Where programs listen and links are entered, by name. */
export type Addresses = Readonly<Record<string, Address>>;

/** Paths of the files that payloads were written to, by name. */
export type PlaceFiles = Readonly<Record<string, string>>;

/**
 * The same value with every place in its texts filled in, deeply. A text that is nothing but `${x.port}` becomes a number;
 * `$${` becomes `${`. A place whose name is not known stays as it is. Pure.
 */
export function bindPlaces<T>(value: T, addresses: Addresses, files?: PlaceFiles): T;
export function bindPlaces(value: unknown, addresses: Addresses, files: PlaceFiles = {}): unknown {
  if (typeof value === 'string') return bindString(value, addresses, files);
  if (Array.isArray(value)) return value.map((item: unknown) => bindPlaces(item, addresses, files));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bindPlaces(item, addresses, files)]));
}

/** For a text that must stay one, such as an argument of a program: `${x.port}` becomes its digits. */
export function bindText(text: string, addresses: Addresses, files: PlaceFiles = {}): string {
  return text.replace(PLACE, (place, inner: string | undefined) =>
    inner === undefined ? '${' : String(valueOf(inner, addresses, files) ?? place),
  );
}

/** The names that a text refers to by `${name.port}` or `${name.host}`. */
export function placesIn(text: string): readonly { readonly name: string; readonly what: 'host' | 'port' }[] {
  const found: { name: string; what: 'host' | 'port' }[] = [];
  for (const [, inner] of text.matchAll(PLACE)) {
    const [name, what] = (inner ?? '').split('.');
    if (name !== undefined && (what === 'host' || what === 'port')) found.push({ name, what });
  }
  return found;
}

/** `$${` (group 1 undefined) or `${…}`. */
const PLACE = /\$\$\{|\$\{([^{}]*)\}/g;

function bindString(text: string, addresses: Addresses, files: PlaceFiles): string | number {
  const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
  return (whole === undefined ? undefined : valueOf(whole, addresses, files)) ?? bindText(text, addresses, files);
}

function valueOf(inner: string, addresses: Addresses, files: PlaceFiles): string | number | undefined {
  if (inner.startsWith('file:')) return own(files, inner.slice('file:'.length));
  const dot = inner.lastIndexOf('.');
  const address = own(addresses, inner.slice(0, dot));
  const what = inner.slice(dot + 1);
  return what === 'host' || what === 'port' ? address?.[what] : undefined;
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
