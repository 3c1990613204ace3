// Stretches in which the proxy had bytes of a stream without a break, from the flows of a connection. Only in these can a rate
// be seen: in between nothing was there to be sent, and the time that passed is the sender's.

import type { ConnectionFlows, FlowChunk } from '../../record/flows.js';
import type { Seq } from '../../vocabulary/time.js';
import type { ToxicEvidence } from './toxic.js';

export interface Stretch {
  readonly sizeBytes: number;
  /** From when the first of these bytes came until the last of them was sent. */
  readonly tookUs: number;
  readonly evidence: readonly Seq[];
}

/** Of the bytes that came while the toxic was there, as far as they were sent. A pause of up to `pauseUs` before a chunk is no break. */
export function busyStretches(
  connection: ConnectionFlows,
  { stream, injectedUs, healedUs }: ToxicEvidence,
  pauseUs: (next: FlowChunk) => number,
): readonly Stretch[] {
  const came = connection[stream].received.filter(({ atUs }) => atUs >= injectedUs);
  const left = connection[stream].sent.filter(({ untilUs }) => untilUs <= healedUs);
  const firsts = came.filter(
    (chunk, index) => index === 0 || chunk.atUs - sentUpToUs(left, chunk.offsetBytes) > pauseUs(chunk),
  );
  return firsts.flatMap((first, index) => stretchFrom(first, firsts[index + 1]?.offsetBytes ?? Infinity, left) ?? []);
}

/** When all bytes before this one had been sent. */
const sentUpToUs = (left: readonly FlowChunk[], offsetBytes: number): number =>
  left.find((chunk) => endOf(chunk) >= offsetBytes)?.untilUs ?? Infinity;

function stretchFrom(first: FlowChunk, untilByte: number, left: readonly FlowChunk[]): Stretch | undefined {
  const last = left.findLast((chunk) => endOf(chunk) > first.offsetBytes && chunk.offsetBytes < untilByte);
  if (last === undefined) return undefined;
  const sizeBytes = Math.min(endOf(last), untilByte) - first.offsetBytes;
  return { sizeBytes, tookUs: last.untilUs - first.atUs, evidence: [first.seq, last.seq] };
}

const endOf = ({ offsetBytes, sizeBytes }: FlowChunk): number => offsetBytes + sizeBytes;
