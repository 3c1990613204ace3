// Which connection of which link each socket call was about, as far as the record tells: what connect returned is the local
// port that the proxy saw, what accept returned is the port that the proxy dialled from. All calls on the same descriptor,
// from socket() to close(), belong to the same connection.

import { isKind, type EventOf, type RunEvent } from '../record/event.js';
import type { CallRef } from '../record/events/call-events.js';
import type { ConnectionRef } from '../record/events/connection-events.js';
import type { Seq } from '../vocabulary/time.js';

type CallEvent = EventOf<'call.entered'> | EventOf<'call.returned'>;

/** By the seq of `call.entered` and `call.returned`. A direct link has no connections, and so nothing is known of its calls. */
export function connectionsOfCalls(events: readonly RunEvent[]): ReadonlyMap<Seq, ConnectionRef> {
  const found = new Map<Seq, ConnectionRef>();
  const wires = new Wires(events);
  if (wires.isEmpty) return found;
  const sockets = new Map<string, Socket>();
  for (const event of inOrderOfKnowledge(events)) {
    const socket = socketOf(sockets, keyOf(event.data, event.data.fd), event);
    socket.calls.push(event.seq);
    if (isKind(event, 'call.returned') && event.data.outcome === 'ok') {
      const accepted = learn(socket, event, wires);
      if (accepted !== undefined) sockets.set(keyOf(event.data, accepted.fd), accepted.socket);
      // What accepts is no connection; what it returned is, and this call is where it begins.
      if (accepted?.socket.wire !== undefined) found.set(event.seq, accepted.socket.wire);
    }
    if (socket.wire !== undefined) for (const seq of socket.calls.splice(0)) found.set(seq, socket.wire);
  }
  return found;
}

interface Socket {
  wire: ConnectionRef | undefined;
  /** Not yet told whose they are. */
  readonly calls: Seq[];
  closed: boolean;
}

interface Accepted {
  readonly fd: number;
  readonly socket: Socket;
}

function learn(socket: Socket, { data }: EventOf<'call.returned'>, wires: Wires): Accepted | undefined {
  const { name, result = {}, startUs, durationUs } = data;
  const untilUs = startUs + durationUs;
  if (name.startsWith('connect')) socket.wire ??= wires.fromClient(result['localPort'], untilUs);
  if (name === 'close' || name === 'detach') socket.closed = true;
  const { fd, port } = result;
  if (!name.startsWith('accept') || typeof fd !== 'number') return undefined;
  return { fd, socket: { wire: wires.toServer(port, untilUs), calls: [], closed: false } };
}

function socketOf(sockets: Map<string, Socket>, key: string, { data }: CallEvent): Socket {
  const known = sockets.get(key);
  // A number is given again after a close, also where the close itself was not seen.
  if (known !== undefined && !known.closed && data.name !== 'socket') return known;
  const socket: Socket = { wire: undefined, calls: [], closed: false };
  sockets.set(key, socket);
  return socket;
}

const keyOf = ({ program, run, pid }: CallRef, fd: number): string => `${program}/${run}/${pid}/${fd}`;

/** Observers hand on what they saw in batches: seq is not the order of calls. A call's own two events stay in their order. */
function inOrderOfKnowledge(events: readonly RunEvent[]): readonly CallEvent[] {
  const calls = events.filter(
    (event): event is CallEvent => isKind(event, 'call.entered') || isKind(event, 'call.returned'),
  );
  return calls.toSorted((a, b) => orderUs(a) - orderUs(b) || a.seq - b.seq);
}

/** When what the call tells is known: for accept and connect that is their end. */
const orderUs = (event: CallEvent): number =>
  isKind(event, 'call.returned') ? event.data.startUs + event.data.durationUs : event.atUs;

interface Met {
  readonly atUs: number;
  readonly wire: ConnectionRef;
}

/** Connections by the ports of their ends. A port may be used again: the nearest in time counts. */
class Wires {
  readonly #clients = new Map<number, Met[]>();
  readonly #servers = new Map<number, Met[]>();

  constructor(events: readonly RunEvent[]) {
    for (const event of events) {
      if (isKind(event, 'connection.opened')) add(this.#clients, event.data.client.port, event);
      else if (isKind(event, 'connection.dialled')) add(this.#servers, event.data.from.port, event);
    }
  }

  get isEmpty(): boolean {
    return this.#clients.size === 0;
  }

  fromClient(port: unknown, atUs: number): ConnectionRef | undefined {
    return nearest(this.#clients, port, atUs);
  }

  toServer(port: unknown, atUs: number): ConnectionRef | undefined {
    return nearest(this.#servers, port, atUs);
  }
}

function add(
  ports: Map<number, Met[]>,
  port: number,
  { atUs, data }: EventOf<'connection.opened'> | EventOf<'connection.dialled'>,
): void {
  const met = { atUs, wire: { link: data.link, connection: data.connection } };
  const known = ports.get(port);
  if (known === undefined) ports.set(port, [met]);
  else known.push(met);
}

function nearest(ports: ReadonlyMap<number, readonly Met[]>, port: unknown, atUs: number): ConnectionRef | undefined {
  if (typeof port !== 'number') return undefined;
  const distance = (met: Met): number => Math.abs(met.atUs - atUs);
  return ports.get(port)?.reduce((best, met) => (distance(met) < distance(best) ? met : best)).wire;
}
