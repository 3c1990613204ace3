// reset_peer: `timeout` ms after the first byte (or the end) of its direction, both peers get an RST; what was under way is
// lost. A connection that was there before the toxic gets it `timeout` ms after the toxic, whether or not bytes pass:
// Toxiproxy never resets an idle connection, and ends a live one with a FIN.

import { formatDurationUs } from '../../vocabulary/units.js';
import { receiptFrom } from './evidence.js';
import { attribute, type ToxicKind } from './toxic.js';

interface Fuse {
  /** When the toxic found the connection already open. */
  readonly litMs: number | undefined;
}

export const resetPeer: ToxicKind<Fuse> = {
  name: 'reset_peer',
  attributes: { timeout: 'ms' },
  start: ({ nowMs, live }) => ({ litMs: live ? nowMs : undefined }),
  onChunk: ({ attributes, chunk, state }) => {
    const atMs = (state.litMs ?? chunk.arrivedMs) + attribute(attributes, 'timeout');
    return { do: 'close', sizeBytes: 0, ending: 'rst', atMs };
  },
  onEnd: ({ attributes, arrivedMs, state }) => {
    return { do: 'close', ending: 'rst', atMs: (state.litMs ?? arrivedMs) + attribute(attributes, 'timeout') };
  },
  deadline: ({ attributes, state }) => {
    if (state.litMs === undefined) return undefined;
    return { atMs: state.litMs + attribute(attributes, 'timeout'), ending: 'rst' };
  },
  receipt: (evidence) =>
    receiptFrom(evidence, {
      lookedFor: 'an RST towards a peer that the other peer did not send',
      withoutBytes: true,
      find: (connection) => {
        for (const [side, other] of [['client', 'server'] as const, ['server', 'client'] as const]) {
          const end = connection.endedByProxy[side];
          if (end === undefined || end.ending !== 'rst' || end.atUs < evidence.injectedUs) continue;
          const cause = connection.endedByPeer[other];
          const forwarded = cause?.ending === 'rst' && cause.atUs <= end.atUs;
          if (forwarded || connection.dialFailed !== undefined) continue;
          const after = formatDurationUs(end.atUs - Math.max(evidence.injectedUs, connection.opened.atUs));
          return { found: `an RST went to the ${side} after ${after}`, evidence: [end.seq] };
        }
        return { near: 'no such RST was sent' };
      },
      hint: `let bytes pass in the ${evidence.stream} stream, or wait longer than the toxic's timeout; with a Go Toxiproxy add it before the connection`,
    }),
};
