// Bytes, tagged with how they are written: `text:`, `hex:`, `base64:`, `repeat: { byte, size }`, `file:`.

import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { Payload } from '../../kinds/words.js';
import { parseQuantity } from '../../vocabulary/units.js';
import { placesIn } from '../places.js';
import { didYouMean } from '../text/near.js';
import type { ProblemText } from '../text/problem-list.js';
import { describeValue, word, type Reading } from './word.js';
import type { Scope } from './names.js';

export const PAYLOAD_TAGS = ['text', 'hex', 'base64', 'repeat', 'file'] as const;

type PayloadTag = (typeof PAYLOAD_TAGS)[number];

/** A payload of the scenario in `scope`; `exists` says whether a path is a file. */
export function payloadWord(scope: Scope, exists: (path: string) => boolean): z.ZodType<Payload> {
  return word(DOCUMENTATION, (written) => readPayload(written, scope.names?.folder, exists));
}

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
    return { problem: { message: `\`${tag}\` takes a text`, expected: EXPECTED[tag], found: describeValue(value) } };
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
      expected: EXPECTED.text,
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
      expected: EXPECTED.hex,
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
      expected: EXPECTED.base64,
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
      expected: EXPECTED.file,
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
    return { problem: { message: '`repeat` takes a byte and a size', expected: EXPECTED.repeat, found } };
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
  const sizeBytes = typeof size === 'string' ? parseQuantity('size', size) : undefined;
  if (sizeBytes?.ok !== true) {
    const bare = typeof size === 'number' ? `a size needs a unit: did you mean ${size}B?` : undefined;
    const hint = sizeBytes?.hint ?? bare ?? 'write a size with its unit, such as 64KiB';
    return {
      at: ['size'],
      problem: { message: '`size` is not a size', expected: EXPECTED.repeat, found: describeValue(size), hint },
    };
  }
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

const EXPECTED: Readonly<Record<PayloadTag, string>> = {
  text: 'a text, sent as UTF-8: { text: "ciao" }',
  hex: 'bytes in hex: { hex: "00 ff 0d 0a" }',
  base64: 'bytes in base64: { base64: "Y2lhbw==" }',
  repeat: 'one byte many times: { repeat: { byte: "a", size: 1MiB } }',
  file: 'the path of a file: { file: payload.bin }',
};

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

const tagged = (name: PayloadTag, schema: unknown): unknown => ({
  type: 'object',
  description: EXPECTED[name],
  properties: { [name]: schema },
  required: [name],
  additionalProperties: false,
});

const DOCUMENTATION = {
  description: 'Bytes, tagged with how they are written, so that YAML’s quoting never decides what they are.',
  anyOf: [
    tagged('text', { type: 'string' }),
    tagged('hex', { type: 'string', pattern: String.raw`^([0-9a-fA-F]{2}|\s)*$|\$\{` }),
    tagged('base64', { type: 'string' }),
    tagged('repeat', {
      type: 'object',
      properties: {
        byte: {
          anyOf: [
            { type: 'string', minLength: 1 },
            { type: 'integer', minimum: 0, maximum: 255 },
          ],
        },
        size: { type: 'string' },
      },
      required: ['byte', 'size'],
      additionalProperties: false,
    }),
    tagged('file', { type: 'string' }),
  ],
};
