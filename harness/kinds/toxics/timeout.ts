// timeout: drops all data of its direction, and ends the connection after `timeout` ms without any. 0 never ends it.
// The end of the stream passes at once, as in Toxiproxy. Removal ends the connection, since bytes are missing.

import { sinkOf } from '../../vocabulary/network.js';
import { formatDurationUs, formatSize } from '../../vocabulary/units.js';
import { proxyMadeEnd, receiptFrom } from './evidence.js';
import { handedOnWithin, keptTillTheEnd } from './held-bytes.js';
import { attribute, type ToxicKind } from './toxic.js';

/** A byte that was not handed on for so long was dropped, not merely on its way. */
const GONE_US = 5_000;

interface Silence {
  readonly sinceMs: number;
}

export const timeout: ToxicKind<Silence> = {
  name: 'timeout',
  about: 'drops all bytes, and ends the connection after `timeout` without any',
  attributes: { timeout: 'ms' },
  required: [],
  closesOnRemoval: true,
  start: ({ nowMs }) => ({ sinceMs: nowMs }),
  onChunk: ({ chunk }) => ({ do: 'drop', next: { sinceMs: chunk.arrivedMs } }),
  deadline: ({ attributes, state }) => {
    const afterMs = attribute(attributes, 'timeout');
    return afterMs > 0 ? { atMs: state.sinceMs + afterMs, ending: 'fin' } : undefined;
  },
  receipt: (evidence) => {
    const afterUs = attribute(evidence.attributes, 'timeout') * 1000;
    const ended = afterUs > 0 ? `, or a connection ended after ${formatDurationUs(afterUs)} of silence` : '';
    return receiptFrom(evidence, {
      lookedFor: `bytes of the ${evidence.stream} stream received and never sent${ended}`,
      withoutBytes: true,
      find: (connection) => {
        const dropped = keptTillTheEnd(connection, evidence, GONE_US);
        const passed = handedOnWithin(connection, evidence, Infinity);
        if (dropped?.enough === true && passed !== undefined) return { near: passed };
        if (dropped?.enough === true) {
          return { found: `${formatSize(dropped.sizeBytes)} were received and not sent`, evidence: dropped.evidence };
        }
        const end = afterUs > 0 ? proxyMadeEnd(connection, evidence, sinkOf(evidence.stream)) : undefined;
        const lastUs = connection[evidence.stream].received.findLast(
          ({ untilUs }) => untilUs <= (end?.atUs ?? 0),
        )?.untilUs;
        const sinceUs = Math.max(evidence.injectedUs, connection.opened.atUs, lastUs ?? 0);
        if (end !== undefined && end.atUs - sinceUs >= afterUs - 1000) {
          return { found: `ended after ${formatDurationUs(end.atUs - sinceUs)} of silence`, evidence: [end.seq] };
        }
        return { near: 'no byte is missing, and the proxy did not end the connection' };
      },
      hint: 'let bytes pass in that stream while the toxic is there, or wait until its timeout is over',
    });
  },
};
