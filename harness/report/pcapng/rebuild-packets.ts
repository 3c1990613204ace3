// From the tap's events to packets: each connection of a link is two TCP connections, one on each side of the proxy, and what
// was done to the network stands as a comment at the next packet of its link.
//
//   client ═══ (client side) ═══ proxy ═══ (server side) ═══ server

import { Conversation, type TimedPacket } from './conversation.js';
import { bytesOf } from '../describe-bytes.js';
import { describeFault } from '../describe-fault.js';
import { isKind, type EventOf, type RunEvent } from '../../record/event.js';
import { inOrderOfTime } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Address, Side } from '../../vocabulary/network.js';
import { formatDurationUs } from '../../vocabulary/units.js';

export interface SidePackets {
  readonly link: string;
  readonly side: Side;
  readonly connection: number;
  readonly packets: readonly TimedPacket[];
}

/** A port that is not in the record. */
const UNKNOWN: Address = { host: '127.0.0.1', port: 0 };

/** In the order in which the connections were opened; the client's side first. */
export function rebuildPackets(record: RunRecord): readonly SidePackets[] {
  const connections = new Map<string, Connection>();
  for (const event of inOrderOfTime(record.events)) {
    const { link, connection } = event.data as { readonly link?: unknown; readonly connection?: unknown };
    if (typeof link !== 'string' || typeof connection !== 'number') continue;
    const key = `${link}\0${connection}`;
    if (isKind(event, 'connection.opened')) connections.set(key, new Connection(event, record));
    else connections.get(key)?.add(event);
  }
  const sides = [...connections.values()].flatMap((each) => each.sides());
  return withFaults(sides, record.events);
}

class Connection {
  readonly #link: string;
  readonly #number: number;
  readonly #server: Address;
  readonly #clientSide: Conversation;
  #serverSide: Conversation | undefined;

  constructor({ data, atUs }: EventOf<'connection.opened'>, record: RunRecord) {
    this.#link = data.link;
    this.#number = data.connection;
    this.#server = serverOf(data.link, record);
    this.#clientSide = new Conversation({ a: data.client, b: record.header.addresses[data.link] ?? UNKNOWN });
    this.#clientSide.open(atUs, [this.#about('between the client and the proxy')]);
  }

  add(event: RunEvent): void {
    const { atUs } = event;
    if (isKind(event, 'connection.dialled')) {
      this.#serverSide = new Conversation({ a: event.data.from, b: this.#server });
      this.#serverSide.open(atUs, [this.#about('between the proxy and the server')]);
    } else if (isKind(event, 'connection.dial-failed')) {
      this.#serverSide = new Conversation({ a: UNKNOWN, b: this.#server });
      const told = `the proxy can't reach the server: ${event.data.errno}; the port it tried from was not recorded`;
      this.#serverSide.refuse(atUs, event.data.errno, [told]);
    } else if (isKind(event, 'chunk.received') || isKind(event, 'chunk.sent')) this.#carry(event);
    else if (isKind(event, 'connection.ended-by-peer')) {
      const { side, ending } = event.data;
      if (side === 'client') this.#clientSide.end(atUs, 'a', ending, []);
      else this.#serverSide?.end(atUs, 'b', ending, []);
    } else if (isKind(event, 'connection.ended-by-proxy')) {
      const { side, ending, why, toxic } = event.data;
      const told = why === 'forwarded' ? [] : [`the proxy ends it: ${why}${toxic === undefined ? '' : ` ${toxic}`}`];
      if (side === 'client') this.#clientSide.end(atUs, 'b', ending, told);
      else this.#serverSide?.end(atUs, 'a', ending, told);
    }
  }

  sides(): readonly SidePackets[] {
    const [link, connection] = [this.#link, this.#number];
    return [
      { link, connection, side: 'client', packets: this.#clientSide.packets },
      ...(this.#serverSide === undefined
        ? []
        : [{ link, connection, side: 'server' as const, packets: this.#serverSide.packets }]),
    ];
  }

  #about(where: string): string {
    return `connection ${this.#number} of link ${this.#link}, ${where}`;
  }

  #carry({ kind, data, atUs }: EventOf<'chunk.received'> | EventOf<'chunk.sent'>): void {
    const isUp = data.stream === 'upstream';
    // Bytes are received from their source, and sent to their sink.
    const onClientSide = (kind === 'chunk.received') === isUp;
    const together = `${data.chunks} chunks told together, the last ${formatDurationUs((data.untilUs ?? atUs) - atUs)} later`;
    (onClientSide ? this.#clientSide : this.#serverSide)?.send(atUs, isUp ? 'a' : 'b', {
      offset: data.totalBytes - data.sizeBytes,
      size: data.sizeBytes,
      known: data.preview === undefined ? new Uint8Array() : bytesOf(data.preview).subarray(0, data.sizeBytes),
      comments: data.chunks > 1 ? [together] : [],
    });
  }
}

/** The plan is opaque to the record: it is looked into as whatever it may be. */
function serverOf(link: string, { header }: RunRecord): Address {
  const { links } = (header.plan ?? {}) as { readonly links?: unknown };
  const found: unknown = Array.isArray(links)
    ? links.find((each: unknown) => (each as { name?: unknown })?.name === link)
    : undefined;
  const upstream = (found as { readonly upstream?: Partial<Address> } | undefined)?.upstream;
  return typeof upstream?.host === 'string' && typeof upstream.port === 'number'
    ? { host: upstream.host, port: upstream.port }
    : UNKNOWN;
}

interface Remark {
  readonly atUs: number;
  /** undefined: it concerns all links. */
  readonly link: string | undefined;
  readonly text: string;
}

function withFaults(sides: readonly SidePackets[], events: readonly RunEvent[]): readonly SidePackets[] {
  const remarks = remarksOf(events);
  // One by one, so that each remark stands once, at the first packet of its link that comes after it, or at the last before.
  const added = new Map<TimedPacket, string[]>();
  for (const { atUs, link, text } of remarks) {
    const packets = sides.filter((each) => link === undefined || each.link === link).flatMap((each) => each.packets);
    const sorted = packets.toSorted((a, b) => a.atUs - b.atUs);
    const packet = sorted.find((each) => each.atUs >= atUs) ?? sorted.at(-1);
    if (packet !== undefined) added.set(packet, [...(added.get(packet) ?? []), text]);
  }
  return sides.map((side) => ({
    ...side,
    packets: side.packets.map((packet) => {
      const more = added.get(packet);
      return more === undefined ? packet : { ...packet, comments: [...more, ...packet.comments] };
    }),
  }));
}

function remarksOf(events: readonly RunEvent[]): readonly Remark[] {
  const links = new Map<string, string | undefined>();
  return events.flatMap((event): Remark[] => {
    const at = `at ${formatDurationUs(event.atUs)}`;
    if (isKind(event, 'fault.injected')) {
      const { name, link } = event.data;
      links.set(name, link);
      return [{ atUs: event.atUs, link, text: `fault ${name} ${at}: ${describeFault(event.data)}` }];
    }
    if (!isKind(event, 'fault.healed')) return [];
    const { name } = event.data;
    return [{ atUs: event.atUs, link: links.get(name), text: `fault ${name} healed ${at}` }];
  });
}
