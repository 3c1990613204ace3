// `sequence:` events that fit these patterns happen in this order; others may come between.

import { z } from 'zod';
import type { RunEvent } from '../../record/event.js';
import { eventsBeforeCleanup, inOrderOfTime } from '../../record/moments.js';
import { describePattern, matchesPattern, type Pattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { callsOfPatterns, closestTo, needsOfPattern, patternSchema, watchGap } from './pattern-entry.js';
import { held, inconclusive, missing, seqsOf } from './verdict-words.js';

export interface SequenceSpec {
  readonly sequence: readonly Pattern[];
}

export const sequence: ExpectationKind<SequenceSpec> = {
  name: 'sequence',
  about: 'events that fit these patterns happen in this order; others may come between',
  schema: (words) =>
    z.strictObject({ sequence: z.array(patternSchema(words)).min(2).describe('Patterns in the order of time') }),
  needs: (spec) => [...new Set(spec.sequence.flatMap(needsOfPattern))],
  callsOf: (spec) => callsOfPatterns(spec.sequence),
  describe: (spec) => `sequence of ${spec.sequence.map(({ kind }) => kind).join(', ')}`,
  judge: judgeSequence,
};

function judgeSequence(record: RunRecord, { sequence: patterns }: SequenceSpec): readonly Finding[] {
  const events = inOrderOfTime(eventsBeforeCleanup(record));
  const texts = { clause: 'sequence', expected: patterns.map(describePattern).join(', then ') };
  const certain = follow(events, patterns, certainlyAfter);
  if (certain.length === patterns.length) {
    const actual = certain.map(({ atUs }) => `at ${formatDurationUs(atUs)}`).join(', ');
    return [held({ ...texts, actual, evidence: seqsOf(certain) })];
  }
  const possible = follow(events, patterns, possiblyAfter);
  if (possible.length === patterns.length) {
    const actual = 'they all happened, but too close in time for these observers to tell in which order';
    return [inconclusive({ ...texts, actual, evidence: seqsOf(possible) })];
  }
  const lost = patterns[possible.length];
  const gap = lost === undefined ? undefined : watchGap(record, lost);
  if (gap !== undefined) return [inconclusive({ ...texts, actual: gap, evidence: seqsOf(possible) })];
  return [missing(record, { ...texts, actual: stopText(events, patterns, possible), evidence: seqsOf(possible) })];
}

type Order = (event: RunEvent, before: RunEvent | undefined) => boolean;

/** An event's true time lies within [atUs - uncertaintyUs, atUs]. */
const certainlyAfter: Order = (event, before) =>
  before === undefined || event.atUs - event.uncertaintyUs > before.atUs || isNextBySameClock(event, before);

const possiblyAfter: Order = (event, before) =>
  before === undefined || event.atUs >= before.atUs - before.uncertaintyUs;

/** Two events in the same microsecond, stamped by one observer at their source: the order of recording is their order. */
const isNextBySameClock = (event: RunEvent, before: RunEvent): boolean =>
  event.observer === before.observer &&
  event.uncertaintyUs === 0 &&
  event.atUs === before.atUs &&
  event.seq > before.seq;

/** As many patterns as can be satisfied in order, each by the earliest event that comes after the one before. */
function follow(events: readonly RunEvent[], patterns: readonly Pattern[], isAfter: Order): readonly RunEvent[] {
  const found: RunEvent[] = [];
  for (const pattern of patterns) {
    const before = found.at(-1);
    const next = events.find(
      (event) => !found.includes(event) && isAfter(event, before) && matchesPattern(event, pattern),
    );
    if (next === undefined) break;
    found.push(next);
  }
  return found;
}

function stopText(events: readonly RunEvent[], patterns: readonly Pattern[], found: readonly RunEvent[]): string {
  const lost = patterns[found.length];
  if (lost === undefined) return 'all happened';
  const last = found.at(-1);
  const early = events.findLast((event) => matchesPattern(event, lost));
  if (early === undefined) return `${describePattern(lost)} never happened: ${closestTo(events, lost)}`;
  if (last === undefined) return `${describePattern(lost)} happened at ${formatDurationUs(early.atUs)}`;
  return `${describePattern(lost)} happened at ${formatDurationUs(early.atUs)}, before ${last.kind} at ${formatDurationUs(last.atUs)}`;
}
