// corrupt (guasto's own): turns over every bit of the byte at offset `at` (0 is the first) of its stream, counted on each
// connection from when it took effect. Nothing else changes: neither sizes nor times.

import type { ConnectionFlows } from '../../record/flows.js';
import { receiptFrom, type Searched } from './evidence.js';
import { attribute, type Attributes, type ToxicEvidence, type ToxicKind } from './toxic.js';

interface Count {
  readonly passedBytes: number;
}

export const corrupt: ToxicKind<Count> = {
  name: 'corrupt',
  about: 'turns over the bits of the byte at offset `at`',
  attributes: { at: 'bytes' },
  needs: ['guasto-toxics'],
  refuse: (attributes: Attributes) => {
    const at = attribute(attributes, 'at');
    return at < 0 ? `at must be at least 0, found ${at}` : undefined;
  },
  start: () => ({ passedBytes: 0 }),
  onChunk: ({ attributes, state: { passedBytes }, chunk }) => {
    const atByte = attribute(attributes, 'at') - passedBytes;
    const next = { passedBytes: passedBytes + chunk.sizeBytes };
    return atByte >= 0 && atByte < chunk.sizeBytes ? { do: 'flip', atByte, next } : { do: 'pass', next };
  },
  receipt: (evidence) =>
    receiptFrom(evidence, {
      lookedFor: `as many bytes of the ${evidence.stream} stream sent as received, but not the same`,
      find: (connection) => changed(connection, evidence),
      hint: `let more than ${attribute(evidence.attributes, 'at')} B pass in that stream while the toxic is there`,
    }),
};

function changed(connection: ConnectionFlows, { stream }: ToxicEvidence): Searched {
  const { closed } = connection;
  if (closed === undefined) return { near: 'its digests are not known: the record was cut short' };
  const { receivedBytes, sentBytes, receivedSha256, sentSha256 } = closed.data[stream];
  if (receivedBytes !== sentBytes) return { near: `${sentBytes} of ${receivedBytes} B were sent` };
  if (receivedSha256 === sentSha256) return { near: `${sentBytes} B were sent as they came` };
  return { found: `${sentBytes} B were sent, not the same as were received`, evidence: [closed.seq] };
}
