// Who hears what happens on the connections of one Toxiproxy: its host from the beginning, and whoever asks the API later.

import type { ProxyEvent, ProxyEventListener, ToxicApplied } from './proxy-event.js';

export type StreamListener = (event: ProxyEvent | ToxicApplied) => void;

export class EventHub {
  /** Digests cost as much as all the rest; only a host, which hears every byte, gets them. */
  readonly digests: boolean;
  readonly #host: ProxyEventListener | undefined;
  readonly #streams = new Set<StreamListener>();

  constructor(host: ProxyEventListener | undefined) {
    this.#host = host;
    this.digests = host !== undefined;
  }

  /** False: nobody would hear an event, so that it need not be made. */
  get isHeard(): boolean {
    return this.#host !== undefined || this.#streams.size > 0;
  }

  readonly tell: ProxyEventListener = (event) => {
    this.#host?.(event);
    for (const listener of this.#streams) listener(event);
  };

  tellToxic(event: ToxicApplied): void {
    for (const listener of this.#streams) listener(event);
  }

  /** Returns the undo. */
  subscribe(listener: StreamListener): () => void {
    this.#streams.add(listener);
    return () => this.#streams.delete(listener);
  }
}
