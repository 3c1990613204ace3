// Fields of a request's JSON, read by Go's rules: keys without case, null as absent, unknown keys ignored. A field of the wrong
// type is ApiError 400, and says what was expected.

import { badRequestBody, type ApiError } from './api-error.js';
import { GoObject, NumberLiteral, readGoJson, type GoJson } from './go-json.js';

/** The object that a whole body is. */
export const bodyIn = (text: string): GoObject => objectIn(readGoJson(text), 'the body');

export function objectIn(value: GoJson, where: string): GoObject {
  if (value === null) return new GoObject([]);
  if (value instanceof GoObject) return value;
  throw mismatch(where, 'an object', value);
}

/** undefined: the key is absent. */
export function arrayIn(body: GoObject, key: string): readonly GoJson[] | undefined {
  const value = body.get(key);
  if (value === undefined || isArray(value)) return value;
  throw mismatch(key, 'an array', value);
}

export function stringIn(body: GoObject, key: string): string | undefined {
  const value = body.get(key);
  if (value === undefined || typeof value === 'string') return value;
  throw mismatch(key, 'a string', value);
}

export function booleanIn(body: GoObject, key: string): boolean | undefined {
  const value = body.get(key);
  if (value === undefined || typeof value === 'boolean') return value;
  throw mismatch(key, 'true or false', value);
}

/** A 32-bit float, as Toxiproxy keeps it. */
export function floatIn(body: GoObject, key: string): number | undefined {
  const value = body.get(key);
  if (value === undefined) return undefined;
  const number = value instanceof NumberLiteral ? Math.fround(Number(value.text)) : NaN;
  if (!Number.isFinite(number)) throw mismatch(key, 'a number', value);
  return number;
}

/** A sign and 19 digits: longer ones are not even read, which takes its time. */
const LONGEST_INTEGER = 20;

/** A 64-bit integer, written as one. */
export function integerIn(body: GoObject, key: string): number | undefined {
  const value = body.get(key);
  if (value === undefined) return undefined;
  if (!(value instanceof NumberLiteral) || !/^-?\d+$/.test(value.text)) throw mismatch(key, 'an integer', value);
  const exact = value.text.length > LONGEST_INTEGER ? undefined : BigInt(value.text);
  if (exact === undefined || exact !== BigInt.asIntN(64, exact)) throw mismatch(key, 'an integer of 64 bits', value);
  return Number(exact);
}

export function wordIn<W extends string>(body: GoObject, key: string, words: readonly W[]): W | undefined {
  const value = body.get(key);
  if (value === undefined) return undefined;
  const word = words.find((each) => each === value);
  if (word === undefined) throw mismatch(key, `one of ${words.join(', ')}`, value);
  return word;
}

/** `key` is a key, or (with a space in it) what else is wrong. */
export function mismatch(key: string, expected: string, found: GoJson): ApiError {
  const where = key.includes(' ') ? `for ${key}` : `in "${key}"`;
  return badRequestBody(`expected ${expected} ${where}, found ${kindOf(found)}`);
}

/** Array.isArray loses the element type of a readonly array. */
export const isArray = (value: GoJson): value is readonly GoJson[] => Array.isArray(value);

/** So much of a value is shown in a message. */
const MOST_SHOWN = 200;

export function kindOf(value: GoJson): string {
  if (value instanceof GoObject) return 'an object';
  if (isArray(value)) return 'an array';
  const text = value instanceof NumberLiteral ? value.text : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
