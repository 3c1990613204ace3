// Tells what happened on one connection, in milliseconds, and gives the evidence that a receipt judges.

import { connectionFlows } from '../../../record/flows.js';
import { Recorder } from '../../../record/recorder.js';
import type { EventData, EventKind } from '../../../record/event.js';
import type { FlowTotals } from '../../../record/events/connection-events.js';
import type { Ending, Side, Stream } from '../../../vocabulary/network.js';
import { monotonicUsOf, runUs } from '../../../vocabulary/time.js';
import type { Attributes, ToxicEvidence } from '../toxic.js';

const DIGEST = '00';
const TOTALS = { receivedBytes: 0, sentBytes: 0, receivedSha256: DIGEST, sentSha256: DIGEST };

export class WireStory {
  readonly #recorder = new Recorder(monotonicUsOf(0));
  readonly #totals = new Map<string, number>();
  #connection = 0;

  opened(atMs: number): this {
    this.#connection += 1;
    return this.#tell(atMs, 'connection.opened', { client: { host: '127.0.0.1', port: 40_000 } });
  }

  received(stream: Stream, atMs: number, sizeBytes: number): this {
    return this.#chunk('chunk.received', stream, { atMs, sizeBytes, chunks: 1 });
  }

  sent(stream: Stream, atMs: number, sizeBytes: number): this {
    return this.#chunk('chunk.sent', stream, { atMs, sizeBytes, chunks: 1 });
  }

  /** Several chunks recorded as one event. */
  together(
    kind: 'received' | 'sent',
    stream: Stream,
    window: Omit<Told, 'atMs'> & { fromMs: number; untilMs: number },
  ): this {
    const { fromMs, untilMs, sizeBytes, chunks } = window;
    return this.#chunk(`chunk.${kind}`, stream, { atMs: fromMs, sizeBytes, chunks, untilUs: untilMs * 1000 });
  }

  endedByPeer(atMs: number, side: Side, ending: Ending): this {
    return this.#tell(atMs, 'connection.ended-by-peer', { side, ending });
  }

  endedByProxy(atMs: number, side: Side, ending: Ending): this {
    // What a foreign proxy did is seen by a tap, which forwards: only times and endings may count.
    return this.#tell(atMs, 'connection.ended-by-proxy', { side, ending, why: 'forwarded' });
  }

  dialFailed(atMs: number): this {
    return this.#tell(atMs, 'connection.dial-failed', { errno: 'ECONNREFUSED' });
  }

  closed(atMs: number, totals: Partial<Record<Stream, FlowTotals>> = {}): this {
    return this.#tell(atMs, 'connection.closed', { upstream: TOTALS, downstream: TOTALS, ...totals });
  }

  evidence(attributes: Attributes, more: Partial<ToxicEvidence> = {}): ToxicEvidence {
    return {
      stream: 'downstream',
      attributes,
      toxicity: 1,
      toxicName: 'under test',
      connections: connectionFlows(this.#recorder.events),
      injectedUs: 0,
      healedUs: 60_000_000,
      ...more,
    };
  }

  #chunk(kind: 'chunk.received' | 'chunk.sent', stream: Stream, { atMs, ...chunk }: Told): this {
    const key = `${this.#connection} ${kind} ${stream}`;
    const totalBytes = (this.#totals.get(key) ?? 0) + chunk.sizeBytes;
    this.#totals.set(key, totalBytes);
    return this.#tell(atMs, kind, { stream, totalBytes, ...chunk });
  }

  #tell<K extends EventKind>(atMs: number, kind: K, data: Omit<EventData[K], 'link' | 'connection'>): this {
    // Link and connection are the two that were left out.
    const whole = { link: 'wire', connection: this.#connection, ...data } as unknown as EventData[K];
    this.#recorder.emit({ observer: 'tap', kind, data: whole, atUs: runUs(atMs * 1000) });
    return this;
  }
}

interface Told {
  readonly atMs: number;
  readonly sizeBytes: number;
  readonly chunks: number;
  readonly untilUs?: number;
}
