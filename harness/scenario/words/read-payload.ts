// Reads bytes as they are tagged: `text:`, `hex:`, `base64:`, `repeat: { byte, size }`, `file:`.

import { isAbsolute, resolve } from 'node:path';
import type { Payload } from '../../kinds/words.js';
import { placesIn } from '../places.js';
import { didYouMean } from '../text/near.js';
import type { ProblemText } from '../text/problem-list.js';
import { readQuantity } from './quantity-word.js';
import { describeValue, type Reading } from './word.js';

export const PAYLOAD_TAGS = ['text', 'hex', 'base64', 'repeat', 'file'] as const;

export type PayloadTag = (typeof PAYLOAD_TAGS)[number];

/** How each is written. */
export const PAYLOAD_EXAMPLES: Readonly<Record<PayloadTag, string>> = {
  text: 'a text, sent as UTF-8: { text: "ciao" }',
  hex: 'bytes in hex: { hex: "00 ff 0d 0a" }',
  base64: 'bytes in base64: { base64: "Y2lhbw==" }',
  repeat: 'one byte many times: { repeat: { byte: "a", size: 1MiB } }',
  file: 'the path of a file: { file: payload.bin }',
};

/** Reads `{ text: … }` and its siblings; exactly one tag. */
export function readPayload(
  written: unknown,
  folder: string | undefined,
  exists: (path: string) => boolean,
): Reading<Payload> {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return { problem: untagged(written) };
  const entries = Object.entries(written);
  const [tag, value] = entries[0] ?? [];
  if (tag === undefined || entries.length > 1) return { problem: severalTags(entries.map(([name]) => name)) };
  if (!isTag(tag)) return { problem: unknownTag(tag) };
  const reading = readTagged(tag, value, { folder, exists });
  return 'problem' in reading ? { ...reading, at: [tag, ...(reading.at ?? [])] } : reading;
}

const isTag = (name: string): name is PayloadTag => (PAYLOAD_TAGS as readonly string[]).includes(name);

interface Surroundings {
  readonly folder: string | undefined;
  readonly exists: (path: string) => boolean;
}

function readTagged(tag: PayloadTag, value: unknown, around: Surroundings): Reading<Payload> {
  if (tag === 'repeat') return readRepeat(value);
  if (typeof value !== 'string') {
    return {
      problem: { message: `\`${tag}\` takes a text`, expected: PAYLOAD_EXAMPLES[tag], found: describeValue(value) },
    };
  }
  switch (tag) {
    case 'text':
      return readPlainText(value);
    case 'hex':
      return readHex(value);
    case 'base64':
      return readBase64(value);
    case 'file':
      return readFilePath(value, around);
  }
}

/** Bytes are what stands there: no place is filled in later, and `$${` is `${` at once. */
function readPlainText(value: string): Reading<Payload> {
  const place = placesIn(value)[0];
  if (place === undefined) return { value: { text: value.replaceAll('$${', '${') } };
  const found = `\${${place.name}.${place.what}}`;
  return {
    problem: {
      message: 'the bytes of a payload can’t hold an address',
      expected: PAYLOAD_EXAMPLES.text,
      found,
      hint: 'for these characters themselves write $${',
    },
  };
}

function readHex(value: string): Reading<Payload> {
  const hex = value.replaceAll(/\s+/g, '').toLowerCase();
  if (/^([0-9a-f]{2})*$/.test(hex)) return { value: { hex } };
  const wrong = /[^0-9a-f]/.exec(hex)?.[0];
  return {
    problem: {
      message: 'these are not bytes in hex',
      expected: PAYLOAD_EXAMPLES.hex,
      found: wrong === undefined ? `${hex.length} digits, an odd number` : `the character ${JSON.stringify(wrong)}`,
      hint: 'two digits for each byte; spaces between them are allowed: "0d 0a"',
    },
  };
}

function readBase64(value: string): Reading<Payload> {
  const base64 = value.replaceAll(/\s+/g, '');
  if (base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return { value: { base64 } };
  return {
    problem: {
      message: 'these are not bytes in base64',
      expected: PAYLOAD_EXAMPLES.base64,
      found: describeValue(value),
      hint: 'the alphabet is A–Z a–z 0–9 + /, padded with = to a multiple of four',
    },
  };
}

function readFilePath(value: string, { folder, exists }: Surroundings): Reading<Payload> {
  if (folder === undefined || isAbsolute(value)) return { value: { file: value } };
  const file = resolve(folder, value);
  if (exists(file)) return { value: { file } };
  return {
    problem: {
      message: `the payload file "${value}" does not exist`,
      expected: PAYLOAD_EXAMPLES.file,
      found: 'no such file',
      hint: 'the path is relative to the folder of the file that it is written in',
    },
  };
}

function readRepeat(value: unknown): Reading<Payload> {
  const entry = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const { byte, size, ...others } = entry;
  const surplus = Object.keys(others)[0];
  if (surplus !== undefined || byte === undefined || size === undefined) {
    const found = surplus ?? (Object.keys(entry).length === 0 ? describeValue(value) : Object.keys(entry).join(', '));
    return { problem: { message: '`repeat` takes a byte and a size', expected: PAYLOAD_EXAMPLES.repeat, found } };
  }
  const code = byteOf(byte);
  if (code === undefined) {
    return {
      at: ['byte'],
      problem: {
        message: '`byte` is one byte',
        expected: 'one character such as "a", two hex digits such as "0x61", or a number from 0 to 255',
        found: describeValue(byte),
      },
    };
  }
  const sizeBytes = readQuantity('size', size);
  if ('problem' in sizeBytes) return { ...sizeBytes, at: ['size'] };
  return { value: { repeat: { byte: code, size: sizeBytes.value } } };
}

function byteOf(written: unknown): number | undefined {
  if (typeof written === 'number')
    return Number.isInteger(written) && written >= 0 && written < 256 ? written : undefined;
  if (typeof written !== 'string') return undefined;
  if (/^0x[0-9a-f]{2}$/i.test(written)) return Number(written);
  const code = written.codePointAt(0) ?? 256;
  return written.length === 1 && code < 128 ? code : undefined;
}

const untagged = (written: unknown): ProblemText => ({
  message: 'a payload says how its bytes are written',
  expected: `one of ${PAYLOAD_TAGS.join(', ')}: for example { text: "ciao" }`,
  found: describeValue(written),
  ...(typeof written === 'string' ? { hint: `write { text: ${JSON.stringify(written)} }` } : {}),
});

const severalTags = (tags: readonly string[]): ProblemText => ({
  message: 'a payload is written in exactly one way',
  expected: `one of ${PAYLOAD_TAGS.join(', ')}`,
  found: tags.length === 0 ? 'an empty mapping' : tags.join(', '),
});

function unknownTag(tag: string): ProblemText {
  const hint = didYouMean(tag, PAYLOAD_TAGS);
  return {
    message: `unknown way to write bytes: "${tag}"`,
    expected: `one of ${PAYLOAD_TAGS.join(', ')}`,
    found: tag,
    ...(hint === undefined ? {} : { hint }),
  };
}
