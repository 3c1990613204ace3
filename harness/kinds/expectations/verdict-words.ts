// The few shapes of findings that every expectation shares.

import type { RunEvent } from '../../record/event.js';
import { eventsOf, isComplete } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatSize } from '../../vocabulary/units.js';
import type { Finding } from './expectation.js';

export interface FindingTexts {
  readonly clause: string;
  readonly expected: string;
  readonly actual: string;
  readonly evidence?: readonly Seq[];
}

export const held = (texts: FindingTexts): Finding => ({ evidence: [], ...texts, outcome: 'held' });
export const broken = (texts: FindingTexts): Finding => ({ evidence: [], ...texts, outcome: 'broken' });
export const inconclusive = (texts: FindingTexts): Finding => ({ evidence: [], ...texts, outcome: 'inconclusive' });

/**
 * A claim that is false only because something is missing: proven by a whole record, by a cut one never. It rests on the steps'
 * end too: what makes their last moments worthless takes its proof away.
 */
export function missing(record: RunRecord, texts: FindingTexts): Finding {
  const ends = eventsOf(record.events, 'run.cleanup-started').slice(0, 1);
  if (isComplete(record)) return broken({ ...texts, evidence: [...(texts.evidence ?? []), ...seqsOf(ends)] });
  return inconclusive({ ...texts, actual: `${texts.actual}; but the run was cut short: it might have come later` });
}

/** A claim that is true only because something is missing. */
export function absent(record: RunRecord, texts: FindingTexts): Finding {
  if (isComplete(record)) return held(texts);
  return inconclusive({ ...texts, actual: `${texts.actual}; but the run was cut short: it might have come later` });
}

export const seqsOf = (events: Iterable<Pick<RunEvent, 'seq'> | undefined>): readonly Seq[] =>
  [...events].flatMap((event) => (event === undefined ? [] : [event.seq]));

/** `1 connection`, `2 connections`. */
export const plural = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

/** Sizes that differ by one byte must not look alike: 1048575 B is not "1 MiB". */
export const exactSize = (sizeBytes: number): string =>
  sizeBytes < 1024 ? `${sizeBytes} B` : `${sizeBytes} B (${formatSize(sizeBytes)})`;
