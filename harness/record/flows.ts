// Both ends of each stream of each connection, from the tap's events: what went in, what came out, how each side ended.

import type { Ending, Side, Stream } from '../vocabulary/network.js';
import type { Seq } from '../vocabulary/time.js';
import { isKind, type EventOf, type RunEvent } from './event.js';
import type { ChunkData } from './events/connection-events.js';

export interface FlowChunk {
  readonly seq: Seq;
  readonly atUs: number;
  readonly untilUs: number;
  readonly sizeBytes: number;
  /** Bytes before this chunk in its stream. */
  readonly offsetBytes: number;
  readonly chunks: number;
}

export interface FlowEnd {
  readonly seq: Seq;
  readonly atUs: number;
  readonly ending: Ending;
  /** Only for ends made by the proxy. */
  readonly why?: EventOf<'connection.ended-by-proxy'>['data']['why'];
  readonly toxic?: string;
}

/** One stream of one connection. */
export interface Flow {
  readonly link: string;
  readonly connection: number;
  readonly stream: Stream;
  readonly received: readonly FlowChunk[];
  readonly sent: readonly FlowChunk[];
}

export interface ConnectionFlows {
  readonly link: string;
  readonly connection: number;
  readonly opened: EventOf<'connection.opened'>;
  readonly dialled?: EventOf<'connection.dialled'>;
  readonly dialFailed?: EventOf<'connection.dial-failed'>;
  readonly upstream: Flow;
  readonly downstream: Flow;
  readonly endedByPeer: Readonly<Partial<Record<Side, FlowEnd>>>;
  readonly endedByProxy: Readonly<Partial<Record<Side, FlowEnd>>>;
  readonly closed?: EventOf<'connection.closed'>;
}

/** All connections of a link (of every link if none is named), in the order in which they were opened. */
export function connectionFlows(events: readonly RunEvent[], link?: string): readonly ConnectionFlows[] {
  const found = new Map<string, Draft>();
  for (const event of events) {
    if (isKind(event, 'connection.opened')) {
      if (link === undefined || event.data.link === link) found.set(keyOf(event.data), draftOf(event));
      continue;
    }
    const data = event.data as { link?: unknown; connection?: unknown };
    if (typeof data.link !== 'string' || typeof data.connection !== 'number') continue;
    const draft = found.get(`${data.link}\0${data.connection}`);
    if (draft !== undefined) addTo(draft, event);
  }
  return [...found.values()];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type DraftFlow = Flow & { readonly received: FlowChunk[]; readonly sent: FlowChunk[] };
type Draft = Mutable<Omit<ConnectionFlows, 'upstream' | 'downstream' | 'endedByPeer' | 'endedByProxy'>> & {
  readonly upstream: DraftFlow;
  readonly downstream: DraftFlow;
  readonly endedByPeer: Partial<Record<Side, FlowEnd>>;
  readonly endedByProxy: Partial<Record<Side, FlowEnd>>;
};

const keyOf = (data: { readonly link: string; readonly connection: number }): string =>
  `${data.link}\0${data.connection}`;

function draftOf(opened: EventOf<'connection.opened'>): Draft {
  const { link, connection } = opened.data;
  const flow = (stream: Stream): DraftFlow => ({ link, connection, stream, received: [], sent: [] });
  return {
    link,
    connection,
    opened,
    upstream: flow('upstream'),
    downstream: flow('downstream'),
    endedByPeer: {},
    endedByProxy: {},
  };
}

function addTo(draft: Draft, event: RunEvent): void {
  if (isKind(event, 'chunk.received')) draft[event.data.stream].received.push(chunkOf(event));
  else if (isKind(event, 'chunk.sent')) draft[event.data.stream].sent.push(chunkOf(event));
  else if (isKind(event, 'connection.dialled')) draft.dialled = event;
  else if (isKind(event, 'connection.dial-failed')) draft.dialFailed = event;
  else if (isKind(event, 'connection.closed')) draft.closed = event;
  else if (isKind(event, 'connection.ended-by-peer')) draft.endedByPeer[event.data.side] ??= endOf(event, event.data);
  else if (isKind(event, 'connection.ended-by-proxy')) draft.endedByProxy[event.data.side] ??= endOf(event, event.data);
}

function chunkOf(event: EventOf<'chunk.received'> | EventOf<'chunk.sent'>): FlowChunk {
  const data: ChunkData = event.data;
  return {
    seq: event.seq,
    atUs: event.atUs,
    untilUs: data.untilUs ?? event.atUs,
    sizeBytes: data.sizeBytes,
    offsetBytes: data.totalBytes - data.sizeBytes,
    chunks: data.chunks,
  };
}

function endOf(
  event: RunEvent,
  data: { readonly ending: Ending; readonly why?: FlowEnd['why']; readonly toxic?: string },
): FlowEnd {
  return {
    seq: event.seq,
    atUs: event.atUs,
    ending: data.ending,
    ...(data.why === undefined ? {} : { why: data.why }),
    ...(data.toxic === undefined ? {} : { toxic: data.toxic }),
  };
}
