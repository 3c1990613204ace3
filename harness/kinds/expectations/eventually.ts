// `eventually:` an event that fits a pattern happens before the steps are over.

import { z } from 'zod';
import { eventsBeforeCleanup, inOrderOfTime } from '../../record/moments.js';
import { matchesPattern, type Pattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import { boundsSchema, count, describeBounds, isWithin, mayGrowWithin, type Bounds } from './bounds.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { patternSchema } from './pattern-entry.js';
import { callsOfPatterns, closestTo, needsOfPattern, watchGap, watchesWire } from './pattern-watch.js';
import { listFew, tellPattern } from './pattern-words.js';
import { absent, broken, held, inconclusive, missing, plural, seqsOf } from './verdict-words.js';

export interface EventuallySpec {
  readonly eventually: Pattern;
  readonly count?: Bounds | undefined;
}

export const eventually: ExpectationKind<EventuallySpec> = {
  name: 'eventually',
  about: 'an event that fits a pattern happens, or happens so many times',
  schema: (words) =>
    z.strictObject({
      eventually: patternSchema(words),
      count: boundsSchema(count, 'How many such events there are').optional(),
    }),
  needs: (spec) => needsOfPattern(spec.eventually),
  callsOf: (spec) => callsOfPatterns([spec.eventually]),
  watchesWire: (spec) => watchesWire([spec.eventually]),
  describe: (spec) => `eventually: ${tellPattern(spec.eventually, 'present')}`,
  judge: judgeEventually,
};

function judgeEventually(record: RunRecord, spec: EventuallySpec): readonly Finding[] {
  const events = inOrderOfTime(eventsBeforeCleanup(record));
  const such = events.filter((event) => matchesPattern(event, spec.eventually));
  const closest = closestTo(events, spec.eventually);
  const bounds = spec.count ?? { atLeast: 1 };
  const texts = {
    clause: spec.count === undefined ? 'eventually' : 'count',
    expected: expectedText(spec),
    actual: such.length === 0 ? closest.text : `${plural(such.length, 'such event')}, at ${listFew(such)}`,
    evidence: seqsOf(such.length === 0 ? [closest.event] : such.slice(0, 5)),
  };
  const gap = watchGap(record, spec.eventually);
  if (gap !== undefined && mayGrowWithin(such.length, bounds) && !(isWithin(such.length, bounds) && grows(bounds))) {
    return [inconclusive({ ...texts, actual: gap })];
  }
  if (!isWithin(such.length, bounds))
    return [mayGrowWithin(such.length, bounds) ? missing(record, texts) : broken(texts)];
  return [grows(bounds) ? held(texts) : absent(record, texts)];
}

function expectedText({ eventually: pattern, count: bounds }: EventuallySpec): string {
  const what = tellPattern(pattern, 'present');
  return bounds === undefined
    ? `it happens that ${what}`
    : `it happens ${describeBounds(bounds, (value) => plural(value, 'time'))} that ${what}`;
}

/** Bounds that more events can't break. */
const grows = ({ exactly, atMost }: Bounds): boolean => exactly === undefined && atMost === undefined;
