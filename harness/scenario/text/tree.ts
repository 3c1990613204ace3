// A YAML file as values that know where they stand. Anchors are unfolded, numbers are spelled as they are read.

import type { Span } from '../../vocabulary/problems.js';

export type Tree = Scalar | List | Mapping;

export type ScalarValue = string | number | boolean | null;

export interface Scalar {
  readonly is: 'scalar';
  readonly span: Span;
  readonly value: ScalarValue;
  /** As it stands in the file, quotes included; empty for a key without a value. */
  readonly written: string;
}

export interface List {
  readonly is: 'list';
  readonly span: Span;
  readonly items: readonly Tree[];
}

export interface Mapping {
  readonly is: 'mapping';
  readonly span: Span;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Tree;
}

export const entryOf = (tree: Tree | undefined, key: string): Entry | undefined =>
  tree?.is === 'mapping' ? tree.entries.find((entry) => entry.key === key) : undefined;

export const childOf = (tree: Tree | undefined, key: string): Tree | undefined => entryOf(tree, key)?.value;

/** The entry of a key that has a value. */
export function filledEntryOf(tree: Tree | undefined, key: string): Entry | undefined {
  const entry = entryOf(tree, key);
  return entry === undefined || isBlank(entry.value) ? undefined : entry;
}

export const entriesOf = (tree: Tree | undefined): readonly Entry[] => (tree?.is === 'mapping' ? tree.entries : []);

export const itemsOf = (tree: Tree | undefined): readonly Tree[] => (tree?.is === 'list' ? tree.items : []);

export const textOf = (tree: Tree | undefined): string | undefined =>
  tree?.is === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;

/** A key without a value, `key:`. */
export const isBlank = (tree: Tree): boolean => tree.is === 'scalar' && tree.value === null && tree.written === '';

/** Where to point for an entry's value: at the key if there is no value. */
export const valueSpan = (entry: Entry): Span => (isBlank(entry.value) ? entry.keySpan : entry.value.span);

/** As plain data, for a schema. */
export function plainOf(tree: Tree): unknown {
  if (tree.is === 'scalar') return tree.value;
  if (tree.is === 'list') return tree.items.map(plainOf);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plainOf(value)]));
}

/** For "found": `the number 500`, `the text "abc"`, `a list`. */
export function describeTree(tree: Tree): string {
  if (tree.is === 'list') return tree.items.length === 0 ? 'an empty list' : 'a list';
  if (tree.is === 'mapping') return tree.entries.length === 0 ? 'an empty mapping' : 'a mapping';
  if (tree.value === null) return 'nothing';
  return describeScalar(tree.value);
}

export function describeScalar(value: string | number | boolean): string {
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value)}`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

/** Every text in the entries of a mapping changed, knowing under which key of the mapping it stands. */
export function mapEntries(entry: Entry, change: (text: string, key: string) => string): Entry {
  if (entry.value.is !== 'mapping') return entry;
  const entries = entry.value.entries.map((inner) => ({
    ...inner,
    value: mapScalars(inner.value, ({ value }) => (typeof value === 'string' ? change(value, inner.key) : value)),
  }));
  return { ...entry, value: { ...entry.value, entries } };
}

/** Keeps every span, replaces the values of scalars. */
export function mapScalars(tree: Tree, change: (scalar: Scalar) => ScalarValue): Tree {
  if (tree.is === 'scalar') return { ...tree, value: change(tree) };
  if (tree.is === 'list') return { ...tree, items: tree.items.map((item) => mapScalars(item, change)) };
  return { ...tree, entries: tree.entries.map((entry) => ({ ...entry, value: mapScalars(entry.value, change) })) };
}
