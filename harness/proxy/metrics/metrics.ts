// What is counted of every connection: bytes by stream, and how many were opened, could not be dialled, and were closed.
// One series for each proxy, with the addresses that it had at the time, as Toxiproxy labels them.

import type { Stream } from '../../vocabulary/network.js';
import type { StreamCounts } from '../tap/connection-tap.js';

export interface SeriesLabels {
  readonly proxy: string;
  readonly listener: string;
  readonly upstream: string;
}

export interface Series extends Record<Stream, StreamCounts> {
  readonly labels: SeriesLabels;
  opened: number;
  dialFailed: number;
  closed: number;
}

/** Those of proxies that are gone are kept, as Toxiproxy does, but not more than so many in all: the oldest go first. */
const MOST_SERIES = 10_000;

export class Metrics {
  readonly #series = new Map<string, Series>();

  seriesOf(labels: SeriesLabels): Series {
    const key = `${labels.proxy}\0${labels.listener}\0${labels.upstream}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const made = {
      labels,
      upstream: { receivedBytes: 0, sentBytes: 0 },
      downstream: { receivedBytes: 0, sentBytes: 0 },
      opened: 0,
      dialFailed: 0,
      closed: 0,
    };
    this.#series.set(key, made);
    if (this.#series.size > MOST_SERIES) this.#forgetOldest();
    return made;
  }

  /** In the order of their labels. */
  all(): readonly Series[] {
    return [...this.#series].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
  }

  #forgetOldest(): void {
    const [oldest] = this.#series.keys();
    if (oldest !== undefined) this.#series.delete(oldest);
  }
}
