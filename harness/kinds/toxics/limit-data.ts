// limit_data: lets `bytes` bytes of its direction pass, counted from when it took effect, then ends the connection.

import { sinkOf } from '../../vocabulary/network.js';
import { formatSize } from '../../vocabulary/units.js';
import { proxyMadeEnd, receiptFrom } from './evidence.js';
import { attribute, type ToxicKind } from './toxic.js';

interface Count {
  readonly passedBytes: number;
}

export const limitData: ToxicKind<Count> = {
  name: 'limit_data',
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
        // What had been received before the toxic but was sent after it can't be told apart: both ways of counting are tried.
        const since = sent
          .filter(({ atUs }) => atUs >= evidence.injectedUs)
          .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
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
