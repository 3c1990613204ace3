// `sequence:` events that fit these patterns happen in this order; others may come between.

import { z } from 'zod';
import type { RunEvent } from '../../record/event.js';
import { eventsBeforeCleanup, inOrderOfTime } from '../../record/moments.js';
import { matchesPattern, type Pattern } from '../../record/pattern.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import type { ExpectationKind, Finding } from './expectation.js';
import { patternSchema } from './pattern-entry.js';
import { callsOfPatterns, closestTo, needsOfPattern, watchGap, watchesWire } from './pattern-watch.js';
import { listFew, tellPattern } from './pattern-words.js';
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
  watchesWire: (spec) => watchesWire(spec.sequence),
  describe: (spec) => `sequence: ${tellSequence(spec.sequence)}`,
  judge: judgeSequence,
};

function judgeSequence(record: RunRecord, { sequence: patterns }: SequenceSpec): readonly Finding[] {
  const events = inOrderOfTime(eventsBeforeCleanup(record));
  const texts = { clause: 'sequence', expected: tellSequence(patterns) };
  const certain = follow(events, patterns, certainlyAfter);
  if (certain.length === patterns.length) {
    const actual = `they happened in this order, at ${certain.map(({ atUs }) => formatDurationUs(atUs)).join(', ')}`;
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
  const stop = stopAt(events, patterns, possible);
  return [missing(record, { ...texts, actual: stop.text, evidence: seqsOf(stop.events) })];
}

const tellSequence = (patterns: readonly Pattern[]): string =>
  patterns.map((pattern) => tellPattern(pattern, 'present')).join(', then ');

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

interface Stop {
  readonly text: string;
  /** All that the text speaks of. */
  readonly events: readonly (RunEvent | undefined)[];
}

/** Where the order broke off: what should have come next, and what was seen of it. */
function stopAt(events: readonly RunEvent[], patterns: readonly Pattern[], found: readonly RunEvent[]): Stop {
  const [lost, reached] = [patterns[found.length], patterns[found.length - 1]];
  const last = found.at(-1);
  if (lost === undefined) return { text: 'all happened', events: found };
  const such = events.filter((event) => matchesPattern(event, lost));
  const other = such.findLast((event) => !found.includes(event));
  if (such.length === 0) {
    const { text, event } = closestTo(events, lost);
    return { text: `it never happened that ${tellPattern(lost, 'present')}: ${text}`, events: [...found, event] };
  }
  if (other === undefined || reached === undefined || last === undefined) {
    return { text: `${tellPattern(lost, 'past')} only at ${listFew(such)}, and not again`, events: found };
  }
  const [early, late] = [formatDurationUs(other.atUs), formatDurationUs(last.atUs)];
  return {
    text: `${tellPattern(lost, 'past')} at ${early}, before ${tellPattern(reached, 'past')} at ${late}`,
    events: inOrderOfTime([other, ...found]),
  };
}
