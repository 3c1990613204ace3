// Reads JSON as Go's decoder does for Toxiproxy: the first value counts and what follows it is ignored, and a number keeps
// its literal, because an integer must be written as one (1e3 and 1.0 are refused).

import { badRequestBody, type ApiError } from './api-error.js';

export class NumberLiteral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Members in the order in which they are written; a key may come twice. */
export class GoObject {
  readonly members: readonly (readonly [string, GoJson])[];
  constructor(members: readonly (readonly [string, GoJson])[]) {
    this.members = members;
  }

  /** Keys are matched without case, the last one counts, and null is as good as absent. */
  get(name: string): GoJson | undefined {
    const value = this.members.findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
    return value === null ? undefined : value;
  }
}

export type GoJson = null | boolean | string | NumberLiteral | readonly GoJson[] | GoObject;

/** Go stops at 10000; nothing that the API takes is nested more than three deep. */
const DEEPEST = 100;

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;

/** Throws ApiError 400 `bad request body: …`. */
export function readGoJson(text: string): GoJson {
  return new Reader(text).value(0);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): GoJson {
    if (depth > DEEPEST) throw badRequestBody('exceeded max depth');
    const token = this.#next();
    if (token === '{') return this.#object(depth);
    if (token === '[') return this.#array(depth);
    if (token.startsWith('"')) return this.#string(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    if (/^[-\d]/.test(token)) return new NumberLiteral(token);
    throw this.#unexpected(token, 'looking for beginning of value');
  }

  #object(depth: number): GoObject {
    const members: (readonly [string, GoJson])[] = [];
    if (this.#skip('}')) return new GoObject(members);
    for (;;) {
      const key = this.#next();
      if (!key.startsWith('"')) throw this.#unexpected(key, 'looking for beginning of object key string');
      const colon = this.#next();
      if (colon !== ':') throw this.#unexpected(colon, 'after object key');
      members.push([this.#string(key), this.value(depth + 1)]);
      const token = this.#next();
      if (token === '}') return new GoObject(members);
      if (token !== ',') throw this.#unexpected(token, 'after object key:value pair');
    }
  }

  #array(depth: number): readonly GoJson[] {
    const items: GoJson[] = [];
    if (this.#skip(']')) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      const token = this.#next();
      if (token === ']') return items;
      if (token !== ',') throw this.#unexpected(token, 'after array element');
    }
  }

  /** Takes the next token if it is this one. */
  #skip(wanted: string): boolean {
    const at = this.#at;
    if (this.#next() === wanted) return true;
    this.#at = at;
    return false;
  }

  #string(token: string): string {
    try {
      return String(JSON.parse(token));
    } catch {
      throw badRequestBody('invalid character in string escape code');
    }
  }

  #next(): string {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw this.#noToken();
    this.#at = TOKEN.lastIndex;
    return match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
  }

  #noToken(): ApiError {
    const rest = this.#text.slice(this.#at).trimStart();
    if (rest === '') return badRequestBody(this.#at === 0 ? 'EOF' : 'unexpected EOF');
    const cutShort =
      rest.startsWith('"') || rest === '-' || ['true', 'false', 'null'].some((word) => word.startsWith(rest));
    return cutShort ? badRequestBody('unexpected EOF') : this.#unexpected(rest, 'looking for beginning of value');
  }

  #unexpected(found: string, where: string): ApiError {
    return badRequestBody(`invalid character '${found.charAt(0)}' ${where}`);
  }
}
