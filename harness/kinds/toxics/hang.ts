// hang (guasto's own): a cable that is pulled out. Once `at` bytes of its stream have passed, or `after` ms after it took
// effect, whichever comes first (said neither: at once), nothing passes, no byte and no end. Nothing is lost: when the
// toxic is removed, all that was kept is handed on in its order. A cable has two directions: one toxic for each.

import type { ConnectionFlows } from '../../record/flows.js';
import { formatDurationUs, formatSize } from '../../vocabulary/units.js';
import { describePoint, pointOf, refuseNegative } from './cut.js';
import { heldEnd, receiptFrom, sentSince, type Searched } from './evidence.js';
import { firstHeld } from './held-bytes.js';
import type { ToxicEvidence, ToxicKind } from './toxic.js';

interface Progress {
  readonly sinceMs: number;
  readonly passedBytes: number;
}

/** What has not been handed on for so long is held up, and not merely late on a busy machine. */
const KEPT_US = 20_000;

export const hang: ToxicKind<Progress> = {
  name: 'hang',
  about: 'a cable pulled out at byte `at`, or `after` a time: nothing passes until it is healed, nothing is lost',
  attributes: { at: 'bytes', after: 'ms' },
  required: [],
  needs: ['guasto-toxics'],
  refuse: refuseNegative,
  start: ({ nowMs }) => ({ sinceMs: nowMs, passedBytes: 0 }),
  onChunk: ({ attributes, state, chunk, nowMs }) => {
    const { atBytes, afterMs } = pointOf(attributes);
    const leftBytes = nowMs >= state.sinceMs + afterMs ? 0 : atBytes - state.passedBytes;
    if (leftBytes <= 0) return { do: 'hold' };
    const sizeBytes = Math.min(chunk.sizeBytes, leftBytes);
    return { do: 'deliver', sizeBytes, atMs: nowMs, next: { ...state, passedBytes: state.passedBytes + sizeBytes } };
  },
  onEnd: ({ attributes, state, nowMs }) => {
    const { atBytes, afterMs } = pointOf(attributes);
    return state.passedBytes >= atBytes || nowMs >= state.sinceMs + afterMs ? { do: 'hold' } : { do: 'pass' };
  },
  receipt: (evidence) =>
    receiptFrom(evidence, {
      lookedFor: `the ${evidence.stream} stream held up ${describePoint(evidence.attributes)}`,
      withoutBytes: true,
      find: (connection) => heldUp(connection, evidence),
      hint: 'let more come in that stream after that byte or that time, while the toxic is there',
    }),
};

function heldUp(connection: ConnectionFlows, evidence: ToxicEvidence): Searched {
  const held = firstHeld(connection, evidence, KEPT_US);
  const end = held === undefined ? heldEnd(connection, evidence, KEPT_US) : undefined;
  if (held === undefined && end === undefined) return { near: 'neither a byte nor an end was held up' };
  const afterBytes = held?.afterBytes ?? sentSince(connection, evidence);
  const sinceUs = Math.max(evidence.injectedUs, connection.opened.atUs);
  const afterUs = (held?.receivedUs ?? end?.atUs ?? 0) - sinceUs;
  const what =
    held === undefined
      ? 'the end was held up'
      : `${formatSize(held.sizeBytes)} were held up for ${formatDurationUs(held.heldUs)}`;
  const text = `after ${afterBytes} B and ${formatDurationUs(afterUs)} ${what}`;
  const { atBytes, afterMs } = pointOf(evidence.attributes);
  const isThere = afterBytes === atBytes || (afterBytes < atBytes && afterUs >= afterMs * 1000 - 1000);
  return isThere ? { found: text, evidence: held?.evidence ?? (end === undefined ? [] : [end.seq]) } : { near: text };
}
