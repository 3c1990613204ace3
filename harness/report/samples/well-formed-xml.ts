// A small reader of XML 1.0 for specs: says what is not well-formed, and hands out the elements. No DTD, no namespaces.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly depth: number;
}

// Char of XML 1.0, 2.2; anything else may not even be written as a reference.
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const NOT_CHAR = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const NAME = /^[A-Za-z_][\w.-]*$/;
const TOKEN = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<[^>]*>|[^<]+/gy;
const ATTRIBUTE = /\s+([^\s=]+)="([^"<]*)"/gy;

/** Throws an Error with the place where `text` is not well-formed. */
export function parseXml(text: string): readonly XmlElement[] {
  const strange = NOT_CHAR.exec(text);
  if (strange !== null) throw new Error(`not a character of XML at ${strange.index}: U+${codeOf(strange[0])}`);
  const open: string[] = [];
  const elements: XmlElement[] = [];
  let read = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (index !== read) throw new Error(`can't be read at ${read}: ${text.slice(read, read + 40)}`);
    read += token.length;
    if (!token.startsWith('<')) checkText(token, index, open.length);
    else if (token.startsWith('</')) {
      const expected = open.pop();
      if (token !== `</${expected}>`) throw new Error(`expected </${expected}> at ${index}, found ${token}`);
    } else if (!token.startsWith('<?') && !token.startsWith('<!--')) elements.push(readTag(token, index, open));
  }
  if (read !== text.length) throw new Error(`can't be read at ${read}: ${text.slice(read, read + 40)}`);
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  if (elements.filter(({ depth }) => depth === 0).length !== 1) throw new Error('expected exactly one root element');
  return elements;
}

function readTag(token: string, index: number, open: string[]): XmlElement {
  const isEmpty = token.endsWith('/>');
  const inner = token.slice(1, isEmpty ? -2 : -1);
  const name = inner.split(/\s/, 1)[0] ?? '';
  if (!NAME.test(name)) throw new Error(`not a name at ${index}: ${token.slice(0, 40)}`);
  const attributes: Record<string, string> = {};
  let rest = inner.slice(name.length);
  let read = 0;
  for (const match of rest.matchAll(ATTRIBUTE)) {
    const [whole, key = '', value = ''] = match;
    if (match.index !== read || !NAME.test(key) || key in attributes)
      throw new Error(`bad attribute at ${index}: ${whole}`);
    checkText(value, index, 1);
    attributes[key] = value;
    read += whole.length;
  }
  rest = rest.slice(read);
  if (rest.trim() !== '') throw new Error(`bad attributes at ${index}: ${rest}`);
  const depth = open.length;
  if (!isEmpty) open.push(name);
  return { name, attributes, depth };
}

function checkText(text: string, index: number, depth: number): void {
  if (depth === 0 && text.trim() !== '') throw new Error(`text outside of the root at ${index}`);
  if (text.includes(']]>')) throw new Error(`]]> in text at ${index}`);
  for (const { 0: reference } of text.matchAll(/&[^;\s]{0,10};?/g)) {
    if (!/^&(amp|lt|gt|quot|apos|#\d+);$/.test(reference)) throw new Error(`bad reference ${reference} at ${index}`);
  }
}

const codeOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
