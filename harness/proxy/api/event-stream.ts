// GET /events (ours): what happens on every connection, as it happens. JSON Lines, or server-sent events for who accepts
// those; `?proxy=NAME` for one proxy only. Connections that are there already are told first.

import type { ServerResponse } from 'node:http';
import type { EventHub } from '../event-hub.js';
import type { ProxyEvent, ToxicApplied } from '../proxy-event.js';

/** A reader that is so far behind misses events, and is told how many. */
const MOST_WAITING_BYTES = 1024 * 1024;

export interface EventStreamOptions {
  readonly hub: EventHub;
  readonly response: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxy: string | undefined;
  readonly sse: boolean;
  /** How the connections that are there began. */
  readonly beginnings: readonly ProxyEvent[];
}

/** Writes until the reader goes away. */
export function streamEvents({ hub, response, headers, proxy, sse, beginnings }: EventStreamOptions): void {
  let missed = 0;
  const write = (kind: string, event: object): void => {
    const json = JSON.stringify(event);
    response.write(sse ? `event: ${kind}\ndata: ${json}\n\n` : `${json}\n`);
  };
  const tell = (event: ProxyEvent | ToxicApplied): void => {
    if (proxy !== undefined && event.proxy !== proxy) return;
    if (response.writableLength > MOST_WAITING_BYTES) {
      missed += 1;
      return;
    }
    if (missed > 0) write('events.missed', { kind: 'events.missed', data: { count: missed } });
    missed = 0;
    write(event.kind, shown(event));
  };
  const type = sse ? 'text/event-stream' : 'application/x-ndjson';
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.flushHeaders();
  for (const event of beginnings) tell(event);
  // Not the response's own end: one that waits behind another on its connection (pipelining) never tells it.
  const { socket } = response.req;
  if (!socket.destroyed) socket.once('close', hub.subscribe(tell));
}

/** Without the digests, which only a host gets. */
function shown(event: ProxyEvent | ToxicApplied): object {
  if (event.kind !== 'connection.closed') return event;
  const { connection, upstream, downstream } = event.data;
  const sizes = ({ receivedBytes, sentBytes }: typeof upstream) => ({ receivedBytes, sentBytes });
  return { ...event, data: { connection, upstream: sizes(upstream), downstream: sizes(downstream) } };
}
