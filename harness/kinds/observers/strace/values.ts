// The argument lists of strace as values. Forgiving: what it does not know becomes a word, what is cut off is left out.
//
//   3<socket:[1019330]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0 <0.000018>
//   └ fd                 └ list with fields, of words and functions                                └ word └ rest

export type StraceValue =
  /** A number, a constant, flags (`MSG_DONTWAIT|MSG_NOSIGNAL`), an address in memory. */
  | { readonly is: 'word'; readonly text: string }
  | { readonly is: 'fd'; readonly fd: number; readonly target: string }
  /** One character for each byte (Latin-1). */
  | { readonly is: 'string'; readonly text: string; readonly isCut: boolean }
  | { readonly is: 'list'; readonly items: readonly StraceValue[]; readonly fields: Fields; readonly isCut: boolean }
  | { readonly is: 'function'; readonly name: string; readonly args: readonly StraceValue[] };

type Fields = ReadonlyMap<string, StraceValue>;

export interface ArgumentList {
  readonly values: readonly StraceValue[];
  /** Those that strace names: `flags=CLONE_VM` of clone. */
  readonly named: Fields;
  /** What follows the closing parenthesis; undefined if there is none. */
  readonly rest: string | undefined;
}

/** Reads what follows a call's opening parenthesis. */
export function readArguments(text: string): ArgumentList {
  const reader = new Reader(text);
  const { items, fields } = reader.members(')');
  return { values: items, named: fields, rest: reader.isAtEnd ? undefined : text.slice(reader.position + 1) };
}

/** A descriptor at the start of a text: `5<socket:[7]> (INJECTED)`. */
export function readDescriptor(text: string): Extract<StraceValue, { is: 'fd' }> | undefined {
  const value = new Reader(text).value();
  return value?.is === 'fd' ? value : undefined;
}

/** Nothing that strace prints is nested as deep; what claims to be is not read further. */
const DEEPEST = 20;
const NAME = /[A-Za-z_][\w.]*=(?!>)/y;
const COMMENT = /\/\*.*?\*\//y;
const ELLIPSIS = '...';
/** Follows the path of a file that has none any more. */
const DELETED = '(deleted)';

class Reader {
  readonly #text: string;
  position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.position >= this.#text.length;
  }

  value(): StraceValue | undefined {
    this.#skipBlanks();
    const value = this.#oneValue();
    this.#skipBlanks();
    // `[128 => 16]`, `{flags=…} => {parent_tid=[7]}`: before and after the call. What was asked for comes first.
    if (this.#takes('=>')) this.value();
    return value;
  }

  /** Up to the closing character, which is not taken. */
  members(close: string): { items: StraceValue[]; fields: Map<string, StraceValue>; isCut: boolean } {
    const members = { items: [] as StraceValue[], fields: new Map<string, StraceValue>(), isCut: false };
    this.#depth += 1;
    for (;;) {
      this.#skip(/[\s,|~]*/y);
      if (this.isAtEnd || this.#text.startsWith(close, this.position) || this.#depth > DEEPEST) break;
      const before = this.position;
      if (this.#takes(ELLIPSIS)) members.isCut = true;
      else this.#member(members);
      // A closing character of another kind: not to be read for ever.
      if (this.position === before) this.position += 1;
    }
    this.#depth -= 1;
    return members;
  }

  #member(members: { items: StraceValue[]; fields: Map<string, StraceValue> }): void {
    const name = this.#skip(NAME)?.slice(0, -1);
    const value = this.value();
    if (value === undefined) return;
    if (name === undefined) members.items.push(value);
    else members.fields.set(name, value);
  }

  #oneValue(): StraceValue | undefined {
    const first = this.#text[this.position];
    if (first === '"') return this.#string();
    if (first === '{' || first === '[') return this.#list(first === '{' ? '}' : ']');
    if (first === '<') return { is: 'word', text: this.#decoration() ?? '' };
    return this.#word();
  }

  #list(close: string): StraceValue {
    this.position += 1;
    const members = this.members(close);
    this.position += 1;
    return { is: 'list', ...members };
  }

  #string(): StraceValue {
    const start = this.position + 1;
    let end = start;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    this.position = end + 1;
    const isCut = this.#takes(ELLIPSIS) || end >= this.#text.length;
    return { is: 'string', text: unescaped(this.#text.slice(start, end)), isCut };
  }

  #word(): StraceValue | undefined {
    const text = this.#skip(/[^\s,()[\]{}<>"=]+/y);
    if (text === undefined || text === '') return undefined;
    const next = this.#text[this.position];
    if (next === '<' && /^\d+$/.test(text)) {
      const target = this.#decoration();
      this.#takes(DELETED);
      return target === undefined ? undefined : { is: 'fd', fd: Number(text), target };
    }
    if (next !== '(') return { is: 'word', text };
    this.position += 1;
    const args = this.members(')').items;
    this.position += 1;
    return { is: 'function', name: text, args };
  }

  /** What stands between < and >, which strace escapes in paths. undefined if it is cut off. */
  #decoration(): string | undefined {
    const start = this.position + 1;
    const end = this.#text.indexOf('>', start);
    this.position = end === -1 ? this.#text.length : end + 1;
    return end === -1 ? undefined : this.#text.slice(start, end);
  }

  #skipBlanks(): void {
    this.#skip(/\s*/y);
    if (this.#skip(COMMENT) !== undefined) this.#skip(/\s*/y);
  }

  #takes(text: string): boolean {
    if (!this.#text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  #skip(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.#text)?.[0];
    this.position += found?.length ?? 0;
    return found;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

function unescaped(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|x([0-9a-f]{2})|(.))/gs, (_, octal?: string, hex?: string, other?: string) =>
    octal !== undefined
      ? String.fromCharCode(Number.parseInt(octal, 8))
      : hex !== undefined
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : (ESCAPES[other ?? ''] ?? other ?? ''),
  );
}
