// slow_close: data pass untouched; the end of the stream is handed on `delay` ms after it came.

import { formatDurationUs } from '../../vocabulary/units.js';
import { receiptFrom, sourceEnd } from './evidence.js';
import { observedUntil } from './held-bytes.js';
import { sinkOf } from '../../vocabulary/network.js';
import { attribute, type ToxicKind } from './toxic.js';

export const slowClose: ToxicKind<undefined> = {
  name: 'slow_close',
  about: 'hands the end of the stream on after `delay`',
  attributes: { delay: 'ms' },
  start: () => undefined,
  onChunk: () => ({ do: 'pass' }),
  onEnd: ({ attributes, arrivedMs }) => ({ do: 'deliver', atMs: arrivedMs + attribute(attributes, 'delay') }),
  receipt: (evidence) => {
    const delayUs = attribute(evidence.attributes, 'delay') * 1000;
    return receiptFrom(evidence, {
      lookedFor: `the end of the ${evidence.stream} stream handed on at least ${formatDurationUs(delayUs)} after it came`,
      withoutBytes: true,
      find: (connection) => {
        const came = sourceEnd(connection, evidence);
        if (came === undefined) return { near: 'the stream did not end' };
        // Behind bytes that wait for their reader the end waits, too, without any toxic.
        const lastUs = Math.max(came.atUs, connection[evidence.stream].sent.at(-1)?.untilUs ?? 0);
        const left = connection.endedByProxy[sinkOf(evidence.stream)];
        if (left !== undefined && left.atUs <= evidence.healedUs) {
          const delay = `the end was handed on after ${formatDurationUs(left.atUs - lastUs)}`;
          const enough = left.atUs - lastUs >= delayUs - 1000;
          return enough ? { found: delay, evidence: [came.seq, left.seq] } : { near: delay };
        }
        const { atUs, what } = observedUntil(connection, evidence);
        const held = `the end was held for ${formatDurationUs(atUs - lastUs)}, until ${what}`;
        return atUs - lastUs >= Math.min(delayUs, 5_000) ? { found: held, evidence: [came.seq] } : { near: held };
      },
      hint: 'let the sender of that stream close its connection while the toxic is there',
    });
  },
};
