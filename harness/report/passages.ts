// Which bytes that were sent on at one end of the wire are which that came in at the other: matched by their offsets in the
// stream, cut wherever a chunk of either end begins.
//
//   received   |─────── 0..8 ───────|── 8..12 ──|
//   sent       |── 0..3 ──|──── 3..12 ──────────|
//   passages   |── 0..3 ──|─ 3..8 ──|── 8..12 ──|

import { bytesOf, describeBuffer } from './describe-bytes.js';
import type { Passage } from '../kinds/reporters/run-report.js';
import { isKind, type RunEvent } from '../record/event.js';
import type { Flow, FlowChunk } from '../record/flows.js';

/** At most (chunks received + chunks sent) passages, in the order of their offsets. */
export function passagesOf(flow: Flow, events: readonly RunEvent[]): readonly Passage[] {
  const passages: Passage[] = [];
  let sentIndex = 0;
  for (const received of flow.received) {
    const end = received.offsetBytes + received.sizeBytes;
    let offset = received.offsetBytes;
    while (offset < end) {
      const sent = flow.sent[sentIndex];
      const sentEnd = sent === undefined ? end : sent.offsetBytes + sent.sizeBytes;
      if (sent !== undefined && sentEnd <= offset) {
        sentIndex += 1;
        continue;
      }
      const until = Math.min(end, sentEnd);
      passages.push(passage({ flow, received, sent, offset, until, events }));
      offset = until;
    }
  }
  return passages;
}

interface Piece {
  readonly flow: Flow;
  readonly received: FlowChunk;
  readonly sent: FlowChunk | undefined;
  readonly offset: number;
  readonly until: number;
  readonly events: readonly RunEvent[];
}

function passage({ flow, received, sent, offset, until, events }: Piece): Passage {
  return {
    receivedSeq: received.seq,
    sentSeq: sent?.seq,
    stream: flow.stream,
    offsetBytes: offset,
    sizeBytes: until - offset,
    fromUs: timeOf(received, offset),
    fromLastUs: timeOf(received, until - 1),
    untilUs: sent === undefined ? undefined : timeOf(sent, offset),
    untilLastUs: sent === undefined ? undefined : timeOf(sent, until - 1),
    preview: previewOf(events[received.seq], received, { offset, sizeBytes: until - offset }),
  };
}

/** Chunks recorded together are taken as evenly spread between the first one's time and the last one's. */
function timeOf(chunk: FlowChunk, offset: number): number {
  if (chunk.chunks === 1 || chunk.sizeBytes <= 1) return chunk.atUs;
  const share = (offset - chunk.offsetBytes) / (chunk.sizeBytes - 1);
  return chunk.atUs + (chunk.untilUs - chunk.atUs) * Math.min(1, Math.max(0, share));
}

function previewOf(
  event: RunEvent | undefined,
  received: FlowChunk,
  piece: { readonly offset: number; readonly sizeBytes: number },
): string | undefined {
  if (event === undefined || !isKind(event, 'chunk.received') || event.data.preview === undefined) return undefined;
  const bytes = bytesOf(event.data.preview).subarray(piece.offset - received.offsetBytes);
  return bytes.length === 0 ? undefined : describeBuffer(bytes, piece.sizeBytes);
}
