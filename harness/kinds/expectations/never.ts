// `never:` no event that fits a pattern happens before the steps are over.

import { z } from 'zod';
import { eventsBeforeCleanup } from '../../record/moments.js';
import { describePattern, matchesPattern, type Pattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { callsOfPatterns, needsOfPattern, patternSchema, watchGap } from './pattern-entry.js';
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
  describe: (spec) => `never ${describePattern(spec.never)}`,
  judge: judgeNever,
};

function judgeNever(record: RunRecord, spec: NeverSpec): readonly Finding[] {
  const events = eventsBeforeCleanup(record);
  const [first, ...more] = events.filter((event) => matchesPattern(event, spec.never));
  const texts = { clause: 'never', expected: `never ${describePattern(spec.never)}` };
  if (first !== undefined) {
    const actual = `it happened ${more.length === 0 ? 'once' : `${more.length + 1} times`}, first at ${formatDurationUs(first.atUs)}`;
    return [broken({ ...texts, actual, evidence: seqsOf([first, ...more.slice(0, 4)]) })];
  }
  const gap = watchGap(record, spec.never);
  if (gap !== undefined) return [inconclusive({ ...texts, actual: gap })];
  const alike = events.filter((event) => event.kind === spec.never.kind).length;
  return [absent(record, { ...texts, actual: `none of ${plural(alike, `event`)} ${spec.never.kind}` })];
}
