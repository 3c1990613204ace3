// `same:` and `different:` fields of several events have one value, or each its own: the address that accept returns is the
// one that connect had; the socket that accept returns is not the one that listens.

import { z } from 'zod';
import type { RunEvent } from '../../record/event.js';
import { eventsBeforeCleanup, inOrderOfTime } from '../../record/moments.js';
import { describePattern, fieldOf, matchesPattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Words } from '../words.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { callsOfPatterns, closestTo, fieldOfSchema, needsOfPattern, watchGap, type FieldOf } from './pattern-entry.js';
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
  callsOf: (spec) => callsOfPatterns(spec.same.map(({ pattern }) => pattern)),
  describe: (spec) => `same ${spec.same.map(({ field }) => field).join(', ')}`,
  judge: (record, spec) => [compare(record, 'same', spec.same)],
};

export const different: ExpectationKind<DifferentSpec> = {
  name: 'different',
  about: 'fields of several events have values of which no two are equal',
  schema: (words) => z.strictObject({ different: fieldsSchema(words) }),
  needs: (spec) => needsOf(spec.different),
  callsOf: (spec) => callsOfPatterns(spec.different.map(({ pattern }) => pattern)),
  describe: (spec) => `different ${spec.different.map(({ field }) => field).join(', ')}`,
  judge: (record, spec) => [compare(record, 'different', spec.different)],
};

const fieldsSchema = (words: Words): z.ZodType<readonly FieldOf[]> =>
  z.array(fieldOfSchema(words)).min(2).describe('Each the field of the first event that fits its pattern');

const needsOf = (fields: readonly FieldOf[]) => [...new Set(fields.flatMap(({ pattern }) => needsOfPattern(pattern)))];

function compare(record: RunRecord, clause: 'same' | 'different', fields: readonly FieldOf[]): Finding {
  const events = inOrderOfTime(eventsBeforeCleanup(record));
  const found: RunEvent[] = [];
  const expected = `${fields.map(fieldText).join(' and ')} are ${clause === 'same' ? 'the same' : 'all different'}`;
  for (const { pattern, field } of fields) {
    const event = events.find((one) => matchesPattern(one, pattern) && fieldOf(one.data, field) !== undefined);
    if (event === undefined) {
      const gap = watchGap(record, pattern);
      const texts = { clause, expected, evidence: seqsOf(found) };
      if (gap !== undefined) return inconclusive({ ...texts, actual: gap });
      return missing(record, {
        ...texts,
        actual: `${fieldText({ pattern, field })} is not there: ${closestTo(events, pattern)}`,
      });
    }
    found.push(event);
  }
  const values = fields.map(({ field }, index) => JSON.stringify(fieldOf(found[index]?.data, field)));
  const kinds = new Set(values).size;
  const texts = { clause, expected, actual: `they are ${values.join(' and ')}`, evidence: seqsOf(found) };
  return kinds === (clause === 'same' ? 1 : values.length) ? held(texts) : broken(texts);
}

const fieldText = ({ pattern, field }: FieldOf): string => `${field} of ${describePattern(pattern)}`;
