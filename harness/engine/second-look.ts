// Is it worth to look at an inconclusive run again, alone? Only what noise may explain can end otherwise then.

import { eventsOf } from '../record/moments.js';
import type { RunRecord } from '../record/run-record.js';
import type { RigErrorCode } from '../vocabulary/rig-error.js';

/** A program that is not there, or can't be built, is as little there on a quiet machine. */
const STAYS: ReadonlySet<string> = new Set<RigErrorCode>(['program-not-found', 'program-not-built']);

export const noiseMayExplain = (record: RunRecord): boolean =>
  !eventsOf(record.events, 'rig.failed').some(({ data }) => STAYS.has(data.code));
