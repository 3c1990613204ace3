// `same:` and `different:` fields of several events have one value, or each its own: the address that accept returns is the
// one that connect had; the socket that accept returns is not the one that listens.

import { z } from 'zod';
import type { RunEvent } from '../../record/event.js';
import { eventsBeforeCleanup, inOrderOfTime } from '../../record/moments.js';
import { fieldOf, matchesPattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { Words } from '../words.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { fieldOfSchema, type FieldOf } from './pattern-entry.js';
import { callsOfPatterns, closestTo, needsOfPattern, watchGap, watchesWire } from './pattern-watch.js';
import { tellPattern } from './pattern-words.js';
import { broken, held, inconclusive, missing, seqsOf } from './verdict-words.js';

export interface SameSpec {
  readonly same: readonly FieldOf[];
}

export interface DifferentSpec {
  readonly different: readonly FieldOf[];
}

export const same: ExpectationKind<SameSpec> = {
  name: 'same',
  about: 'fields of several events have one and the same value',
  schema: (words) => z.strictObject({ same: fieldsSchema(words) }),
  needs: (spec) => needsOf(spec.same),
  callsOf: (spec) => callsOfPatterns(patternsOf(spec.same)),
  watchesWire: (spec) => watchesWire(patternsOf(spec.same)),
  describe: (spec) => `same ${spec.same.map(({ field }) => field).join(', ')}`,
  judge: (record, spec) => [compare(record, 'same', spec.same)],
};

export const different: ExpectationKind<DifferentSpec> = {
  name: 'different',
  about: 'fields of several events have values of which no two are equal',
  schema: (words) => z.strictObject({ different: fieldsSchema(words) }),
  needs: (spec) => needsOf(spec.different),
  callsOf: (spec) => callsOfPatterns(patternsOf(spec.different)),
  watchesWire: (spec) => watchesWire(patternsOf(spec.different)),
  describe: (spec) => `different ${spec.different.map(({ field }) => field).join(', ')}`,
  judge: (record, spec) => [compare(record, 'different', spec.different)],
};

const fieldsSchema = (words: Words): z.ZodType<readonly FieldOf[]> =>
  z.array(fieldOfSchema(words)).min(2).describe('Each the field of the first event that fits its pattern');

const patternsOf = (fields: readonly FieldOf[]) => fields.map(({ pattern }) => pattern);

const needsOf = (fields: readonly FieldOf[]) => [...new Set(patternsOf(fields).flatMap(needsOfPattern))];

function compare(record: RunRecord, clause: 'same' | 'different', fields: readonly FieldOf[]): Finding {
  const events = inOrderOfTime(eventsBeforeCleanup(record));
  const found: RunEvent[] = [];
  const what = clause === 'same' ? 'the same value' : 'different values';
  const expected = `${what} in ${fields.map((one) => fieldText(one, 'present')).join(' and in ')}`;
  for (const one of fields) {
    const event = events.find(
      (event) => matchesPattern(event, one.pattern) && fieldOf(event.data, one.field) !== undefined,
    );
    if (event === undefined) return notThere(record, { events, found, clause, expected }, one);
    found.push(event);
  }
  const values = fields.map(({ field }, index) => JSON.stringify(fieldOf(found[index]?.data, field)));
  const moments = values.map((value, index) => `${value} (at ${formatDurationUs(found[index]?.atUs ?? 0)})`);
  const texts = { clause, expected, actual: `they are ${moments.join(' and ')}`, evidence: seqsOf(found) };
  if (clause === 'same' && new Set(fields.map(({ field }, index) => `${found[index]?.seq} ${field}`)).size === 1) {
    return inconclusive({ ...texts, actual: `${texts.actual}: one field of one event, which shows nothing` });
  }
  return new Set(values).size === (clause === 'same' ? 1 : values.length) ? held(texts) : broken(texts);
}

interface Comparison {
  readonly events: readonly RunEvent[];
  readonly found: readonly RunEvent[];
  readonly clause: string;
  readonly expected: string;
}

function notThere(record: RunRecord, { events, found, clause, expected }: Comparison, lacking: FieldOf): Finding {
  const gap = watchGap(record, lacking.pattern);
  if (gap !== undefined) return inconclusive({ clause, expected, actual: gap, evidence: seqsOf(found) });
  const closest = closestTo(events, lacking.pattern);
  const actual = `${fieldText(lacking, 'past')} is not there: ${closest.text}`;
  return missing(record, { clause, expected, actual, evidence: seqsOf([...found, closest.event]) });
}

/** `result.port when accept of server comes back`. */
const fieldText = ({ pattern, field }: FieldOf, tense: 'present' | 'past'): string =>
  `${field} when ${tellPattern(pattern, tense)}`;
