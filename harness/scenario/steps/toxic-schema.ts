// `inject: { link: wire, toxic: latency, latency: 2s }`: a toxic in Toxiproxy's words, its attributes with units.

import { z } from 'zod';
import type { AttributeKind, AttributeUnit, ToxicKind } from '../../kinds/toxics/toxic.js';
import type { Words } from '../../kinds/words.js';
import { nthWord } from '../words/nth-word.js';
import { describeValue, word } from '../words/word.js';

/** The whole entry, attributes still in µs, bytes and bytes per second. */
export function toxicSchema(kind: ToxicKind, words: Words) {
  return z
    .strictObject({ ...toxicKeys(kind, words), ...attributeKeys(kind, words) })
    .meta({ description: `${kind.name} ${kind.about}.` });
}

/** Toxiproxy's API has it in a path. */
export const faultName = () => z.string().regex(/^[^/\s]+$/, 'expected a name without blanks and slashes');

function toxicKeys(kind: ToxicKind, words: Words) {
  return {
    name: faultName()
      .optional()
      .meta({ description: 'By which `heal` and reports call it. Default: `<toxic>_<stream>`.' }),
    link: words.proxiedLink,
    toxic: z.literal(kind.name),
    stream: words.stream.optional(),
    toxicity: toxicityWord().optional(),
    connections: connectionRule().optional(),
  };
}

function connectionRule() {
  return z
    .strictObject({
      nth: nthWord().optional(),
      first: z.int().min(1).optional().meta({ description: 'The first so many.' }),
      port: z.int().min(1).max(65535).optional().meta({ description: 'Those that come from this port of the client.' }),
    })
    .meta({ description: 'Which connections of the link it is for: those that meet all of this. Default: all.' });
}

function toxicityWord(): z.ZodType<number> {
  const description = 'Share of connections that it applies to, 0 to 1. Default: 1.';
  return word({ description, type: 'number', minimum: 0, maximum: 1 }, (written) => {
    if (typeof written === 'number' && written >= 0 && written <= 1) return { value: written };
    const percent = typeof written === 'number' && written > 1 && written <= 100;
    return {
      problem: {
        message: '`toxicity` is a share of the connections',
        expected: 'a number from 0 to 1',
        found: describeValue(written),
        ...(percent ? { hint: `${written} % is written ${written / 100}` } : {}),
      },
    };
  });
}

function attributeKeys(kind: ToxicKind, words: Words): Record<string, z.ZodType<number | string | undefined>> {
  return Object.fromEntries(
    Object.entries(kind.attributes).map(([name, unit]) => [name, wordOf(unit, words).optional()]),
  );
}

function wordOf(unit: AttributeKind, words: Words): z.ZodType<number | string> {
  if (typeof unit !== 'string') return z.enum(unit).meta({ description: `Default: ${unit[0]}.` });
  switch (unit) {
    case 'ms':
    case 'us':
      return words.duration;
    case 'bytes':
      return words.size;
    case 'KB/s':
      return words.rate;
  }
}

/** How many of the language's unit (µs, bytes, bytes per second) make one of Toxiproxy's. */
export const PER_TOXIPROXY_UNIT: Readonly<Record<AttributeUnit, number>> = {
  ms: 1_000,
  us: 1,
  bytes: 1,
  'KB/s': 1_000,
};

export const UNIT_NAMES: Readonly<Record<AttributeUnit, string>> = {
  ms: 'whole milliseconds',
  us: 'whole microseconds',
  bytes: 'whole bytes',
  'KB/s': 'whole KB/s (1000 bytes a second)',
};
