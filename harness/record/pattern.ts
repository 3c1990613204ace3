// A pattern over events, used alike by awaits, triggers and expectations.

import { unreachable } from '../vocabulary/invariant.js';
import type { EventKind, RunEvent } from './event.js';

export type Matcher =
  | { readonly is: string | number | boolean | null }
  | { readonly oneOf: readonly (string | number | boolean | null)[] }
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly contains: string }
  /** Source of a regular expression, flag u. */
  | { readonly matches: string }
  | { readonly allOf: readonly Matcher[] }
  /** A missing field does not satisfy this one either: a `not` is a claim about a value that is there. */
  | { readonly not: Matcher };

export interface Pattern {
  readonly kind: EventKind;
  /** Path of a field of the event's data (`program`, `result.fd`) → what it must be. */
  readonly where: Readonly<Record<string, Matcher>>;
}

export function matchesPattern(event: RunEvent, pattern: Pattern): boolean {
  if (event.kind !== pattern.kind) return false;
  for (const [path, matcher] of Object.entries(pattern.where)) {
    if (!matchesValue(fieldOf(event.data, path), matcher)) return false;
  }
  return true;
}

/** Does the value satisfy the matcher? A missing field (undefined) satisfies none. */
export function matchesValue(value: unknown, matcher: Matcher): boolean {
  if ('is' in matcher) return value === matcher.is;
  if ('oneOf' in matcher) return matcher.oneOf.some((candidate) => candidate === value);
  if ('atLeast' in matcher) return typeof value === 'number' && value >= matcher.atLeast;
  if ('atMost' in matcher) return typeof value === 'number' && value <= matcher.atMost;
  if ('contains' in matcher) return typeof value === 'string' && value.includes(matcher.contains);
  if ('matches' in matcher) return typeof value === 'string' && new RegExp(matcher.matches, 'u').test(value);
  if ('allOf' in matcher) return value !== undefined && matcher.allOf.every((each) => matchesValue(value, each));
  if ('not' in matcher) return value !== undefined && !matchesValue(value, matcher.not);
  return unreachable(matcher);
}

/** `result.fd` of event data; undefined if any part is missing. */
export function fieldOf(data: unknown, path: string): unknown {
  let value: unknown = data;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

export function describeMatcher(matcher: Matcher): string {
  if ('is' in matcher) return `is ${String(matcher.is)}`;
  if ('oneOf' in matcher) return `is one of ${matcher.oneOf.join(', ')}`;
  if ('atLeast' in matcher) return `is at least ${matcher.atLeast}`;
  if ('atMost' in matcher) return `is at most ${matcher.atMost}`;
  if ('contains' in matcher) return `contains ${JSON.stringify(matcher.contains)}`;
  if ('matches' in matcher) return `matches /${matcher.matches}/`;
  if ('allOf' in matcher) return matcher.allOf.map(describeMatcher).join(' and ');
  if ('not' in matcher) return describeMatcher(matcher.not).replace(/^(is|contains|matches)/, negated);
  return unreachable(matcher);
}

/** After "with": `bufsize 16`, `fd not 3`, `host that contains "a"`. */
export function describeWith(name: string, matcher: Matcher): string {
  const text = describeMatcher(matcher);
  return text.startsWith('is ') ? `${name} ${text.slice(3).replaceAll(' and is ', ' and ')}` : `${name} that ${text}`;
}

const negated = (verb: string): string =>
  verb === 'is' ? 'is not' : `does not ${verb === 'contains' ? 'contain' : 'match'}`;
