// One link's events out of two taps'. The front tap sees the client's end, the back tap the server's end; what each sees
// towards the foreign Toxiproxy between them is not the wire that the scenario speaks of, and is left out.
//
// Connections are joined by their order: Toxiproxy dials one at a time, in the order in which it accepted.

import type { ProxyEvent, ProxyEventOf } from '../proxy/index.js';
import { sinkOf, sourceOf, type Side } from '../vocabulary/network.js';

interface Joined {
  readonly number: number;
  frontClosed: ProxyEventOf<'connection.closed'> | undefined;
  backClosed: ProxyEventOf<'connection.closed'> | undefined;
  hasBack: boolean;
}

export class FarEndJoin {
  readonly #emit: (event: ProxyEvent) => void;
  /** Front connections that reached the foreign Toxiproxy and have no back connection yet. */
  readonly #unmatched: Joined[] = [];
  /**
   * Back connections that came before the front tap had heard that its own dial succeeded, with what they have told since:
   * the foreign Toxiproxy may dial faster than our event loop turns.
   */
  readonly #early = new Map<number, ProxyEvent[]>();
  readonly #byFront = new Map<number, Joined>();
  readonly #byBack = new Map<number, Joined>();

  constructor(emit: (event: ProxyEvent) => void) {
    this.#emit = emit;
  }

  fromFront(event: ProxyEvent): void {
    const connection = event.data.connection;
    if (event.kind === 'connection.opened') {
      this.#byFront.set(connection, {
        number: connection,
        frontClosed: undefined,
        backClosed: undefined,
        hasBack: false,
      });
      this.#emit(event);
      return;
    }
    const joined = this.#byFront.get(connection);
    if (joined === undefined) return;
    if (event.kind === 'connection.dialled') {
      this.#unmatched.push(joined);
      this.#matchEarly();
    } else if (event.kind === 'connection.closed') {
      joined.frontClosed = event;
      this.#closeIfBoth(joined);
    } else if (isAtClient(event)) this.#emit(event);
  }

  fromBack(event: ProxyEvent): void {
    const connection = event.data.connection;
    if (event.kind === 'connection.opened') {
      this.#early.set(connection, []);
      this.#matchEarly();
      return;
    }
    const joined = this.#byBack.get(connection);
    if (joined === undefined) {
      this.#early.get(connection)?.push(event);
      return;
    }
    if (event.kind === 'connection.closed') {
      joined.backClosed = event;
      this.#closeIfBoth(joined);
    } else if (event.kind === 'connection.dialled' || event.kind === 'connection.dial-failed' || isAtServer(event)) {
      this.#emit(renumbered(event, joined.number));
    }
  }

  #matchEarly(): void {
    const [early] = this.#early;
    const joined = early === undefined ? undefined : this.#unmatched.shift();
    if (early === undefined || joined === undefined) return;
    const [connection, told] = early;
    this.#early.delete(connection);
    joined.hasBack = true;
    this.#byBack.set(connection, joined);
    for (const event of told) this.fromBack(event);
  }

  #closeIfBoth(joined: Joined): void {
    const { frontClosed: front, backClosed: back } = joined;
    if (front === undefined || (joined.hasBack && back === undefined)) return;
    const nothing = { sentBytes: 0, sentSha256: EMPTY_SHA256, receivedBytes: 0, receivedSha256: EMPTY_SHA256 };
    const { receivedBytes, receivedSha256 } = front.data.upstream;
    const { sentBytes, sentSha256 } = front.data.downstream;
    const far = back?.data ?? { upstream: nothing, downstream: nothing };
    const upstream = {
      receivedBytes,
      receivedSha256,
      sentBytes: far.upstream.sentBytes,
      sentSha256: far.upstream.sentSha256,
    };
    const downstream = {
      receivedBytes: far.downstream.receivedBytes,
      receivedSha256: far.downstream.receivedSha256,
      sentBytes,
      sentSha256,
    };
    const data = { connection: joined.number, upstream, downstream };
    const at = back !== undefined && back.at > front.at ? back.at : front.at;
    this.#emit({ proxy: front.proxy, at, kind: 'connection.closed', data });
  }
}

/** SHA-256 of no bytes. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function isAtClient(event: ProxyEvent): boolean {
  return endOf(event) === 'client';
}

function isAtServer(event: ProxyEvent): boolean {
  return endOf(event) === 'server';
}

/** At which end of the link something was seen, for the kinds of events that are seen at one end. */
function endOf(event: ProxyEvent): Side | undefined {
  switch (event.kind) {
    case 'chunk.received':
      return sourceOf(event.data.stream);
    case 'chunk.sent':
      return sinkOf(event.data.stream);
    case 'connection.ended-by-peer':
    case 'connection.ended-by-proxy':
      return event.data.side;
    case 'connection.opened':
    case 'connection.dialled':
    case 'connection.dial-failed':
    case 'connection.closed':
      return undefined;
  }
}

function renumbered(event: ProxyEvent, connection: number): ProxyEvent {
  // Every event's data carries its connection's number; the rest of it is untouched.
  return { ...event, data: { ...event.data, connection } } as ProxyEvent;
}
