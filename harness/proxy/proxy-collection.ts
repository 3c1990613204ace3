// All proxies of one Toxiproxy. What changes one proxy happens one at a time; proxies never wait for each other.

import { beingStopped, networkError, proxyAlreadyExists, proxyNotFound } from './api/api-error.js';
import type { ProxyRequest } from './api/requests.js';
import type { Behaviour } from './behaviour.js';
import type { ProxySurroundings } from './live-connections.js';
import type { ProxyEvent } from './proxy-event.js';
import type { EndReason } from './tap/connection-tap.js';
import { TcpProxy, type ProxySettings } from './tcp-proxy.js';
import { ListenError } from './wire/listener.js';

export class ProxyCollection {
  readonly #surroundings: ProxySurroundings;
  readonly #proxies = new Map<string, TcpProxy>();
  readonly #lastChange = new Map<string, Promise<unknown>>();
  #closed = false;

  constructor(surroundings: ProxySurroundings) {
    this.#surroundings = surroundings;
  }

  get behaviour(): Behaviour {
    return this.#surroundings.behaviour;
  }

  /** How the connections that are open now began, of one proxy or of all. */
  beginnings(proxy: string | undefined): readonly ProxyEvent[] {
    return this.all()
      .filter(({ name }) => proxy === undefined || name === proxy)
      .flatMap(({ beginnings }) => beginnings);
  }

  /** By name. */
  all(): readonly TcpProxy[] {
    return [...this.#proxies.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Throws ApiError 404. */
  get(name: string): TcpProxy {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) throw proxyNotFound();
    return proxy;
  }

  /** Toxics are in place before the first connection is accepted. Throws ApiError 409, 500: nothing is stored then. */
  create(request: ProxyRequest): Promise<TcpProxy> {
    return this.#oneAtATime(request.name, () => this.#create(request));
  }

  /** Throws ApiError 404, 500. */
  update(name: string, change: Partial<ProxySettings>): Promise<TcpProxy> {
    return this.#oneAtATime(name, async () => {
      const proxy = this.get(name);
      await bind(proxy.update(change));
      return proxy;
    });
  }

  /** Throws ApiError 404. */
  delete(name: string): Promise<void> {
    return this.#oneAtATime(name, async () => {
      const proxy = this.get(name);
      this.#proxies.delete(name);
      await proxy.disable();
    });
  }

  /** One that is there already, with the same listen and upstream, is left alone. Throws ApiError 500. */
  populate(request: ProxyRequest): Promise<TcpProxy> {
    return this.#oneAtATime(request.name, async () => {
      const current = this.#proxies.get(request.name);
      if (current === undefined) return this.#create(request);
      if (!(await bind(current.isAnother(request.listen))) && current.settings.upstream === request.upstream)
        return current;
      await current.disable();
      this.#proxies.delete(request.name);
      try {
        return await this.#create(request);
      } catch (error) {
        this.#proxies.set(request.name, current);
        throw error;
      }
    });
  }

  /** Enables every proxy and removes its toxics. Throws ApiError 500 at the first that can't be bound. */
  async reset(): Promise<void> {
    for (const proxy of this.all()) {
      await this.#oneAtATime(proxy.name, async () => {
        if (this.#proxies.get(proxy.name) !== proxy) return;
        await bind(proxy.reset());
      });
    }
  }

  /** Ends everything, also what is being made; nothing can be made any more. */
  async close(why: EndReason['why']): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#lastChange.values());
    const proxies = this.all();
    this.#proxies.clear();
    await Promise.all(proxies.map((proxy) => proxy.disable(why)));
  }

  async #create(request: ProxyRequest): Promise<TcpProxy> {
    if (this.#proxies.has(request.name)) throw proxyAlreadyExists();
    const { name, seed, listen, upstream, fin, accept } = request;
    const proxy = new TcpProxy({ name, seed }, { listen, upstream, fin, accept }, this.#surroundings);
    for (const toxic of request.toxics) proxy.addToxic(toxic);
    if (request.enabled) await bind(proxy.enable());
    this.#proxies.set(name, proxy);
    return proxy;
  }

  /** Runs after the changes of the same proxy that were asked for earlier. Each of them is short: nothing dials in them. */
  #oneAtATime<T>(name: string, change: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(beingStopped());
    const before = this.#lastChange.get(name) ?? Promise.resolve();
    const mine = before.then(change, change);
    this.#lastChange.set(name, mine);
    const forget = (): void => {
      if (this.#lastChange.get(name) === mine) this.#lastChange.delete(name);
    };
    mine.then(forget, forget);
    return mine;
  }
}

async function bind<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof ListenError) throw networkError(error.message);
    throw error;
  }
}
