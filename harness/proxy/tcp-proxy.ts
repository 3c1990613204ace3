// One proxy: a listener, its toxics, and the connections that pass. Every change of toxics is in effect on every live
// connection when the call returns.

import { setTimeout as pause } from 'node:timers/promises';
import { formatAddress, type Address } from '../vocabulary/network.js';
import type { FinForwarding } from './fin-forwarding.js';
import { LiveConnections, type ProxyIdentity, type ProxySurroundings } from './live-connections.js';
import type { ProxyEvent } from './proxy-event.js';
import type { EndReason } from './tap/connection-tap.js';
import { prepareAlarm } from './wire/alarm.js';
import { prepareFullBacklog, type FullBacklog } from './wire/full-backlog.js';
import { resolveListen, type ParsedAddress } from './wire/go-address.js';
import { listenOn, ListenError, type Listener } from './wire/listener.js';
import type { Toxic, ToxicSettings } from './wire/toxic.js';

export interface ProxySettings {
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  readonly fin: FinForwarding;
  /** never: its backlog is full, and who connects waits. */
  readonly accept: 'always' | 'never';
}

/** A process that is being started as we close a socket has it, too, until its exec: some milliseconds, on a busy machine more. */
const HELD_BY_A_FORK_MS = 1000;
const TRY_AGAIN_MS = 5;

export class TcpProxy {
  readonly name: string;
  readonly #surroundings: ProxySurroundings;
  readonly #connections: LiveConnections;
  #settings: Omit<ProxySettings, 'enabled'>;
  #toxics: readonly Toxic[] = [];
  #listener: Listener | undefined;
  #gaveUp = { listen: '', atMs: 0 };
  /** Prepared, and used by the next enable(). */
  #fullBacklog: FullBacklog | undefined;

  constructor(identity: ProxyIdentity, settings: Omit<ProxySettings, 'enabled'>, surroundings: ProxySurroundings) {
    this.name = identity.name;
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#connections = new LiveConnections(identity, surroundings, () => this.#toxics);
  }

  get settings(): ProxySettings {
    return { ...this.#settings, enabled: this.#listener !== undefined };
  }

  /** Upstream ones first, each direction in order of creation. */
  get toxics(): readonly Toxic[] {
    return [...this.#toxics.filter(isUpstream), ...this.#toxics.filter((toxic) => !isUpstream(toxic))];
  }

  /** How the connections that are open now began. */
  get beginnings(): readonly ProxyEvent[] {
    return this.#connections.beginnings;
  }

  /** Throws ListenError; the proxy is then still disabled. Does nothing if it is enabled. */
  async enable(): Promise<void> {
    if (this.#listener !== undefined) return;
    const resolved = await this.#resolve(this.#settings.listen);
    if (!resolved.ok) throw new ListenError(`listen tcp: ${resolved.error}`);
    this.#listener = await this.#listen(resolved.address);
    this.#settings = { ...this.#settings, listen: this.#listener.listen };
  }

  /** Refuses new connections and ends the live ones; resolves when all are closed. Toxics stay. */
  async disable(why: EndReason['why'] = 'link-down'): Promise<void> {
    await this.#stopListening();
    await this.#connections.destroyAll(why);
  }

  /** As Toxiproxy: a listen or upstream that differs restarts it, dropping every connection. Throws ListenError. */
  async update(wanted: Partial<ProxySettings>): Promise<void> {
    try {
      await this.#change({ ...this.settings, ...wanted });
    } finally {
      this.#fullBacklog?.discard();
      this.#fullBacklog = undefined;
    }
  }

  async #change({ enabled, listen, upstream, accept, fin }: ProxySettings): Promise<void> {
    if (accept !== this.#settings.accept) {
      // Live connections stay. The thread is started first, so that between the two listeners there is nearly no time.
      if (accept === 'never' && enabled) this.#fullBacklog = await prepareFullBacklog();
      await this.#stopListening();
    }
    this.#settings = { ...this.#settings, accept, fin };
    if (upstream !== this.#settings.upstream || (await this.isAnother(listen))) {
      await this.disable();
      this.#settings = { ...this.#settings, listen, upstream };
    }
    if (enabled) await this.enable();
    else await this.disable();
  }

  /** Enables it, lets it accept, and removes its toxics. Throws ListenError: the toxics are still there then. */
  async reset(): Promise<void> {
    if (this.#settings.accept === 'never') await this.#stopListening();
    this.#settings = { ...this.#settings, accept: 'always' };
    await this.enable();
    for (const toxic of this.#toxics) this.removeToxic(toxic);
  }

  addToxic(toxic: Toxic): void {
    prepareAlarm();
    this.#toxics = [...this.#toxics, toxic];
    for (const connection of this.#connections.open) connection.addToxic(toxic);
  }

  updateToxic(toxic: Toxic, change: ToxicSettings): void {
    Object.assign(toxic, change);
    for (const connection of this.#connections.open) connection.updateToxic(toxic);
  }

  removeToxic(toxic: Toxic): void {
    this.#toxics = this.#toxics.filter((each) => each !== toxic);
    for (const connection of this.#connections.open) connection.removeToxic(toxic);
  }

  /** Would this listen address, once resolved, differ from the current one? Throws ListenError. */
  async isAnother(listen: string): Promise<boolean> {
    const resolved = await this.#resolve(listen);
    if (!resolved.ok) throw new ListenError(resolved.error);
    return formatAddress(resolved.address) !== this.#settings.listen;
  }

  /** Throws ListenError. An address that it has only just given up it tries again for a while. */
  async #listen(address: Address): Promise<Listener> {
    for (;;) {
      try {
        if (this.#settings.accept === 'never') return await this.#holdBacklogFull(address);
        return await listenOn(address, (socket) => this.#connections.accept(socket, this.#settings));
      } catch (error) {
        const isOurs = this.#gaveUp.listen === formatAddress(address);
        const isHeld = error instanceof ListenError && error.code === 'EADDRINUSE';
        if (!isOurs || !isHeld || performance.now() > this.#gaveUp.atMs + HELD_BY_A_FORK_MS) throw error;
        await pause(TRY_AGAIN_MS);
      }
    }
  }

  async #holdBacklogFull(address: Address): Promise<Listener> {
    const fullBacklog = this.#fullBacklog ?? (await prepareFullBacklog());
    this.#fullBacklog = undefined;
    return await fullBacklog.hold(address);
  }

  async #stopListening(): Promise<void> {
    const listener = this.#listener;
    if (listener === undefined) return;
    this.#listener = undefined;
    await listener.close();
    this.#gaveUp = { listen: listener.listen, atMs: performance.now() };
  }

  #resolve(listen: string): Promise<ParsedAddress> {
    return resolveListen(listen, this.#surroundings.behaviour.strict ? '::' : '127.0.0.1');
  }
}

const isUpstream = (toxic: Toxic): boolean => toxic.stream === 'upstream';
