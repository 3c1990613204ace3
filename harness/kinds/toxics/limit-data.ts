// limit_data: lets `bytes` bytes of its direction pass, counted from when it took effect, then ends the connection.

import { sinkOf } from '../../vocabulary/network.js';
import { formatSize } from '../../vocabulary/units.js';
import { proxyMadeEnd, receiptFrom, sentSince } from './evidence.js';
import { attribute, type ToxicKind } from './toxic.js';

interface Count {
  readonly passedBytes: number;
}

export const limitData: ToxicKind<Count> = {
  name: 'limit_data',
  about: 'ends the connection after `bytes`',
  attributes: { bytes: 'bytes' },
  start: () => ({ passedBytes: 0 }),
  onChunk: ({ attributes, state, chunk, nowMs }) => {
    const left = Math.max(0, attribute(attributes, 'bytes') - state.passedBytes);
    if (chunk.sizeBytes >= left) return { do: 'close', sizeBytes: left, ending: 'fin', atMs: nowMs };
    return { do: 'pass', next: { passedBytes: state.passedBytes + chunk.sizeBytes } };
  },
  receipt: (evidence) => {
    const limit = Math.max(0, attribute(evidence.attributes, 'bytes'));
    return receiptFrom(evidence, {
      lookedFor: `exactly ${limit} B of the ${evidence.stream} stream sent, and then an end that the sender did not make`,
      find: (connection) => {
        const { sent } = connection[evidence.stream];
        const since = sentSince(connection, evidence);
        const passed = formatSize(since);
        const end = proxyMadeEnd(connection, evidence, sinkOf(evidence.stream));
        if (end === undefined) return { near: `${passed} were sent, and the proxy did not end the connection` };
        if (since !== limit) return { near: `${passed} were sent before the end` };
        const last = sent.at(-1);
        return {
          found: `${passed} were sent, then the end`,
          evidence: last === undefined ? [end.seq] : [last.seq, end.seq],
        };
      },
      hint: `let ${limit === 0 ? 'a byte' : `${limit} B or more`} pass in that stream while the toxic is there`,
    });
  },
};
