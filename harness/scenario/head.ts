// What stands above and around the story: title, proves or claim and source, tags, needs, timeout, capture.

import { dirname } from 'node:path';
import { z } from 'zod';
import { CAPABILITIES, type Capability } from '../vocabulary/capabilities.js';
import type { Words } from '../kinds/words.js';
import type { Span } from '../vocabulary/problems.js';
import { citationOf } from './behaviours/behaviour.js';
import { sourceSchema } from './behaviours/behaviour-schema.js';
import type { FileReading } from './read-row.js';
import { shape } from './shape/shape.js';
import { didYouMean } from './text/near.js';
import { isBlank, valueSpan, type Entry } from './text/tree.js';
import { word } from './words/word.js';

/** Bound on a whole run where the author gives none. */
export const DEFAULT_TIMEOUT_US = 60_000_000;

export interface Head {
  readonly title: string;
  readonly span: Span;
  readonly proves: string | undefined;
  readonly citation: { readonly claim: string; readonly source: string } | undefined;
  readonly tags: readonly string[];
  readonly needs: readonly Capability[];
  readonly timeoutUs: number;
  readonly capture: 'pcap' | undefined;
}

export function headSchemas(words: Words) {
  return {
    title: z
      .string()
      .min(1)
      .regex(/^[^\n]*$/, 'expected one line'),
    proves: idWord(),
    claim: z.string().min(1),
    source: z.union([z.string().min(1), sourceSchema()]),
    tags: z.array(tagWord()),
    needs: z.array(z.enum(Object.keys(CAPABILITIES) as [Capability, ...Capability[]])),
    timeout: words.duration,
    capture: z.enum(['pcap']),
  };
}

/** undefined after at least one problem. `section` gives an entry with its params filled in. */
export function readHead(section: (key: string) => Entry | undefined, reading: FileReading): Head | undefined {
  const { problems, language } = reading;
  const before = problems.count;
  const read = <T>(key: string, schema: z.ZodType<T>): T | undefined => {
    const entry = section(key);
    if (entry === undefined || isBlank(entry.value)) return undefined;
    return shape(schema, { tree: entry.value, name: `\`${key}\``, at: entry.keySpan }, problems);
  };
  const { head } = language;
  const title = read('title', head.title);
  const proves = read('proves', head.proves);
  const [claim, source] = [read('claim', head.claim), read('source', head.source)];
  refuseHalfClaims(section, reading);
  refuseUnknownBehaviour(section('proves'), proves, reading);
  const tags = read('tags', head.tags);
  const needs = read('needs', head.needs);
  const timeout = read('timeout', head.timeout);
  const capture = read('capture', head.capture);
  const entry = section('title');
  if (problems.count > before || title === undefined || entry === undefined) return undefined;
  return {
    title: title.replaceAll('$${', '${'),
    span: entry.value.span,
    proves,
    citation:
      claim === undefined || source === undefined
        ? fromCatalogue(proves, reading)
        : { claim, source: typeof source === 'string' ? source : citationOf(source) },
    tags: tags ?? [],
    needs: [...(needs ?? []), ...(capture === undefined ? [] : (['packet-capture'] as const))],
    capture,
    timeoutUs: timeout ?? DEFAULT_TIMEOUT_US,
  };
}

function fromCatalogue(proves: string | undefined, { behaviours, path }: FileReading): Head['citation'] {
  const behaviour = proves === undefined ? undefined : behaviours.find(proves, dirname(path));
  if (behaviour === undefined || behaviour === 'unreadable') return undefined;
  return { claim: behaviour.claim, source: citationOf(behaviour.source) };
}

function refuseHalfClaims(section: (key: string) => Entry | undefined, { problems }: FileReading): void {
  const [proves, claim, source] = [section('proves'), section('claim'), section('source')];
  const expected = '`proves: id`, or `claim: …` together with `source: …`';
  const surplus = claim ?? source;
  if (proves !== undefined && surplus !== undefined) {
    problems.add(surplus.keySpan, {
      message: `\`${surplus.key}\` beside \`proves\``,
      expected,
      found: 'both',
      hint: 'the catalogue has the claim and its source: leave them out here',
    });
  } else if (claim !== undefined && source === undefined) {
    problems.add(claim.keySpan, {
      message: 'a claim without its source',
      expected,
      found: '`claim` alone',
      hint: 'say where it is documented',
    });
  } else if (source !== undefined && claim === undefined) {
    problems.add(valueSpan(source), { message: 'a source without its claim', expected, found: '`source` alone' });
  }
}

function refuseUnknownBehaviour(
  entry: Entry | undefined,
  proves: string | undefined,
  { behaviours, path, problems }: FileReading,
): void {
  if (entry === undefined || proves === undefined) return;
  const folder = dirname(path);
  if (behaviours.find(proves, folder) !== undefined) return;
  problems.add(valueSpan(entry), {
    message: `there is no behaviour "${proves}"`,
    expected: 'an id of the catalogue: `guasto behaviours` lists them',
    found: proves,
    hint:
      didYouMean(proves, behaviours.idsFor(folder)) ??
      `describe it in behaviours/<call>/${proves}.yaml, or say \`claim:\` and \`source:\` here instead`,
  });
}

function idWord(): z.ZodType<string> {
  const pattern = '^[a-z0-9]+(-[a-z0-9]+)*$';
  return word({ type: 'string', pattern, description: 'Id of a behaviour.' }, (written) => {
    if (typeof written === 'string' && new RegExp(pattern, 'u').test(written)) return { value: written };
    const meant = String(written)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '');
    return {
      problem: {
        message: '`proves` is not an id',
        expected: 'small letters, digits and hyphens, such as settimeout-bounds-recv',
        found: String(written),
        ...(meant === '' ? {} : { hint: `did you mean "${meant}"?` }),
      },
    };
  });
}

function tagWord(): z.ZodType<string> {
  const pattern = '^@?[a-z0-9]+(-[a-z0-9]+)*$';
  return word({ type: 'string', pattern, description: 'A tag.' }, (written) => {
    if (typeof written === 'string' && new RegExp(pattern, 'u').test(written)) return { value: written };
    const expected = 'small letters, digits and hyphens, such as slow';
    return { problem: { message: 'this is not a tag', expected, found: String(written) } };
  });
}
