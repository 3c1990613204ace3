// `never:` no event that fits a pattern happens before the steps are over.

import { z } from 'zod';
import { eventsBeforeCleanup, inOrderOfTime } from '../../record/moments.js';
import { matchesPattern, type Pattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { patternSchema } from './pattern-entry.js';
import { callsOfPatterns, needsOfPattern, watchGap, watchesWire } from './pattern-watch.js';
import { listFew, tellEvent, tellPattern } from './pattern-words.js';
import { absent, broken, inconclusive, plural, seqsOf } from './verdict-words.js';

export interface NeverSpec {
  readonly never: Pattern;
}

export const never: ExpectationKind<NeverSpec> = {
  name: 'never',
  about: 'no event that fits a pattern happens',
  schema: (words) => z.strictObject({ never: patternSchema(words) }),
  needs: (spec) => needsOfPattern(spec.never),
  callsOf: (spec) => callsOfPatterns([spec.never]),
  watchesWire: (spec) => watchesWire([spec.never]),
  describe: (spec) => `never: ${tellPattern(spec.never, 'present')}`,
  judge: judgeNever,
};

function judgeNever(record: RunRecord, { never: pattern }: NeverSpec): readonly Finding[] {
  const events = inOrderOfTime(eventsBeforeCleanup(record));
  const such = events.filter((event) => matchesPattern(event, pattern));
  const [first, ...more] = such;
  const texts = { clause: 'never', expected: `it never happens that ${tellPattern(pattern, 'present')}` };
  if (first !== undefined) {
    const again = more.length === 0 ? '' : `, and ${plural(more.length, 'time')} more: at ${listFew(more)}`;
    return [broken({ ...texts, actual: `${tellEvent(first)}${again}`, evidence: seqsOf(such.slice(0, 5)) })];
  }
  const gap = watchGap(record, pattern);
  if (gap !== undefined) return [inconclusive({ ...texts, actual: gap })];
  const alike = events.filter(({ kind }) => kind === pattern.kind).length;
  const others = alike === 0 ? 'nor anything of its kind' : `only ${plural(alike, 'other event')} of its kind`;
  return [absent(record, { ...texts, actual: `it did not happen, ${others}` })];
}
