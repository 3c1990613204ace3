// The connections of one proxy: numbers them as they are accepted, and knows which are open.

import type { Socket } from 'node:net';
import { concerns } from '../vocabulary/network.js';
import { seededRandom, type Random } from '../vocabulary/random.js';
import type { Behaviour } from './behaviour.js';
import type { EventHub } from './event-hub.js';
import type { FinForwarding } from './fin-forwarding.js';
import type { Metrics } from './metrics/metrics.js';
import type { ProxyEvent } from './proxy-event.js';
import type { EndReason } from './tap/connection-tap.js';
import { LiveTap } from './tap/live-tap.js';
import { Connection } from './wire/connection.js';
import { parseGoAddress } from './wire/go-address.js';
import type { Toxic } from './wire/toxic.js';

/** Fixed when a proxy is made. */
export interface ProxyIdentity {
  readonly name: string;
  /** Its own seed: its draws then depend on nothing else, not even on its name. */
  readonly seed: number | undefined;
}

/** What all proxies of one Toxiproxy share. */
export interface ProxySurroundings {
  readonly seed: number;
  readonly hub: EventHub;
  readonly metrics: Metrics;
  readonly behaviour: Behaviour;
  readonly dialDeadlineMs: number;
}

/** How its proxy is set when a connection is accepted. */
export interface Acceptance {
  readonly listen: string;
  readonly upstream: string;
  readonly fin: FinForwarding;
}

export class LiveConnections {
  readonly #name: string;
  readonly #randomOf: (label: string) => Random;
  readonly #surroundings: ProxySurroundings;
  readonly #toxics: () => readonly Toxic[];
  readonly #open = new Map<Connection, LiveTap>();
  readonly #whenNone: (() => void)[] = [];
  #accepted = 0;

  constructor({ name, seed }: ProxyIdentity, surroundings: ProxySurroundings, toxics: () => readonly Toxic[]) {
    this.#name = name;
    this.#randomOf = (label) =>
      seed === undefined ? seededRandom(surroundings.seed, `${name}/${label}`) : seededRandom(seed, label);
    this.#surroundings = surroundings;
    this.#toxics = toxics;
  }

  get open(): Iterable<Connection> {
    return this.#open.keys();
  }

  /** How those that are open now began. */
  get beginnings(): readonly ProxyEvent[] {
    return [...this.#open.values()].flatMap(({ beginning }) => beginning);
  }

  accept(client: Socket, { listen, upstream, fin }: Acceptance): void {
    this.#accepted += 1;
    const number = this.#accepted;
    const { hub, metrics, behaviour, dialDeadlineMs } = this.#surroundings;
    const parsed = parseGoAddress(upstream);
    const series = metrics.seriesOf({ proxy: this.#name, listener: listen, upstream });
    const tap = new LiveTap({ proxy: this.#name, connection: number, series, hub });
    const { remotePort: clientPort = 0 } = client;
    const connection: Connection = new Connection({
      client,
      upstream: parsed.ok ? { host: parsed.address.host || 'localhost', port: parsed.address.port } : undefined,
      dialDeadlineMs,
      toxics: this.#toxics,
      concerns: ({ rule }) => concerns(rule, number, clientPort),
      randomOf: (toxic) => this.#randomOf(`${number}/${toxic.name}`),
      fin,
      strict: behaviour.strict,
      tap,
      onClosed: () => this.#forget(connection),
    });
    this.#open.set(connection, tap);
  }

  /** Resolves when all are closed. */
  async destroyAll(why: EndReason['why']): Promise<void> {
    for (const connection of this.#open.keys()) connection.destroy(why);
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#whenNone.push(resolve));
  }

  #forget(connection: Connection): void {
    this.#open.delete(connection);
    if (this.#open.size > 0) return;
    for (const resolve of this.#whenNone.splice(0)) resolve();
  }
}
