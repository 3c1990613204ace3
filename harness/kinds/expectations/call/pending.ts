// A call that does not come back: what a program without a timeout does when the reply is withheld.

import { callEndUs } from '../../../record/calls.js';
import { isComplete } from '../../../record/moments.js';
import { formatDurationUs } from '../../../vocabulary/units.js';
import type { Finding } from '../expectation.js';
import { broken, held, inconclusive, seqsOf } from '../verdict-words.js';
import type { Pending } from './call-spec.js';
import { describeCall, lastSeen, nameOf, type Moment, type PlacedCall } from './call-text.js';

export function judgePending(moment: Moment, placed: PlacedCall, pending: Pending): Finding {
  const { call } = placed;
  const { untilUs, exited } = lastSeen(moment, call);
  const texts = {
    clause: 'pending',
    expected: `${nameOf(placed)} has not come back ${pendingText(pending)}`,
    actual: describeCall(moment, placed),
    evidence: seqsOf([call.entered, call.returned, exited]),
  };
  if (pending.what === 'at-least' && callEndUs(call, untilUs) - call.startUs >= pending.us) return held(texts);
  // A program that ended while it was in the call is not blocked in it when the steps are over.
  if (call.returned !== undefined || exited !== undefined) return broken(texts);
  if (pending.what === 'at-least') {
    return inconclusive({ ...texts, actual: `${texts.actual}: too early to tell, let the scenario wait longer` });
  }
  return isComplete(moment.record) ? held(texts) : inconclusive(texts);
}

const pendingText = (pending: Pending): string =>
  pending.what === 'at-least' ? `after ${formatDurationUs(pending.us)}` : 'when the steps are over';
