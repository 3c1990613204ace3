// reset_peer: `timeout` ms after the first byte (or the end) of its direction, both peers get an RST; what was under way is
// lost. A connection that was there before the toxic gets it `timeout` ms after the toxic, whether or not bytes pass:
// Toxiproxy never resets an idle connection, and ends a live one with a FIN.

import type { ConnectionFlows } from '../../record/flows.js';
import type { Side } from '../../vocabulary/network.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatDurationUs } from '../../vocabulary/units.js';
import { receiptFrom } from './evidence.js';
import { attribute, type ToxicEvidence, type ToxicKind } from './toxic.js';

interface Fuse {
  /** When the toxic found the connection already open. */
  readonly litMs: number | undefined;
}

export const resetPeer: ToxicKind<Fuse> = {
  name: 'reset_peer',
  about: 'resets both peers `timeout` after the first byte, or after it was added',
  attributes: { timeout: 'ms' },
  required: [],
  start: ({ nowMs, live }) => ({ litMs: live ? nowMs : undefined }),
  onChunk: ({ attributes, chunk, state }) => {
    const atMs = (state.litMs ?? chunk.arrivedMs) + attribute(attributes, 'timeout');
    return { do: 'close', sizeBytes: 0, ending: 'abort', atMs };
  },
  onEnd: ({ attributes, arrivedMs, state }) => {
    return { do: 'close', ending: 'abort', atMs: (state.litMs ?? arrivedMs) + attribute(attributes, 'timeout') };
  },
  deadline: ({ attributes, state }) => {
    if (state.litMs === undefined) return undefined;
    return { atMs: state.litMs + attribute(attributes, 'timeout'), ending: 'abort' };
  },
  receipt: (evidence) => {
    const afterUs = Math.max(0, attribute(evidence.attributes, 'timeout')) * 1000;
    return receiptFrom(evidence, {
      lookedFor: `an RST towards a peer that the other peer did not send${afterUs > 0 ? `, after ${formatDurationUs(afterUs)} or more` : ''}`,
      withoutBytes: true,
      find: (connection) => {
        const resets = SIDES.flatMap((side) => resetTowards(side, connection, evidence) ?? []);
        const [first] = resets;
        if (first === undefined) return { near: 'no such RST was sent' };
        const found = resets.find(({ sinceUs }) => sinceUs >= afterUs - 1000);
        if (found === undefined)
          return { near: `an RST went to the ${first.side} after ${formatDurationUs(first.sinceUs)}` };
        return {
          found: `an RST went to the ${found.side} after ${formatDurationUs(found.sinceUs)}`,
          evidence: [found.seq],
        };
      },
      hint: `let bytes pass in the ${evidence.stream} stream, or wait longer than the toxic's timeout; with a Go Toxiproxy add it before the connection`,
    });
  },
};

const SIDES: readonly Side[] = ['client', 'server'];

interface Reset {
  readonly side: Side;
  /** Since the toxic and the connection were there, µs. */
  readonly sinceUs: number;
  readonly seq: Seq;
}

/** An RST towards `side`, while the toxic was there, that is neither the other peer's nor that of a dial that failed. */
function resetTowards(side: Side, connection: ConnectionFlows, evidence: ToxicEvidence): Reset | undefined {
  const end = connection.endedByProxy[side];
  if (end === undefined || end.ending !== 'rst' || connection.dialFailed !== undefined) return undefined;
  if (end.atUs < evidence.injectedUs || end.atUs > evidence.healedUs) return undefined;
  const cause = connection.endedByPeer[side === 'client' ? 'server' : 'client'];
  if (cause?.ending === 'rst' && cause.atUs <= end.atUs) return undefined;
  return { side, sinceUs: end.atUs - Math.max(evidence.injectedUs, connection.opened.atUs), seq: end.seq };
}
