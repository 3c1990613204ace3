// Builds small records by hand, for the specs of everything that reads records. No run makes its record with it.

import { CAPABILITIES, type Capabilities } from '../vocabulary/capabilities.js';
import type { Address, Ending, Side, Stream } from '../vocabulary/network.js';
import { runUs, seqOf } from '../vocabulary/time.js';
import type { EventData, EventKind, ObserverName, RunEvent } from './event.js';
import type { CallReturned } from './events/call-events.js';
import type { FlowTotals } from './events/connection-events.js';
import type { StepEnded } from './events/run-events.js';
import type { RecordEnd, RunRecord } from './run-record.js';

const OBSERVERS: Readonly<Record<string, ObserverName>> = {
  output: 'stdio',
  connection: 'tap',
  chunk: 'tap',
  call: 'python-calls',
  trace: 'python-calls',
  tcp: 'kernel',
};

/** The specs of the judge run on a machine that can do everything. */
const EVERYTHING = Object.fromEntries(Object.keys(CAPABILITIES).map((name) => [name, true])) as unknown as Capabilities;

export interface CallParts extends Partial<Omit<CallReturned, 'startUs' | 'durationUs' | 'name' | 'program'>> {
  readonly atUs: number;
  /** Undefined: it never comes back. */
  readonly durationUs?: number | undefined;
}

export interface ConnectionParts {
  readonly link: string;
  readonly connection: number;
}

/** Events in the order of the calls; each method returns the builder. */
export class RecordBuilder {
  readonly #events: RunEvent[] = [];
  readonly #addresses: Readonly<Record<string, Address>>;
  #calls = 0;

  constructor(addresses: Readonly<Record<string, Address>> = {}) {
    this.#addresses = addresses;
  }

  event<K extends EventKind>(atUs: number, kind: K, data: EventData[K], uncertaintyUs = 0): this {
    const observer = OBSERVERS[kind.split('.')[0] ?? ''] ?? 'harness';
    const seq = seqOf(this.#events.length);
    // The signature pairs kind with its data, which is what makes this a member of the union.
    this.#events.push({ seq, atUs: runUs(atUs), uncertaintyUs, observer, kind, data } as unknown as RunEvent);
    return this;
  }

  /** A program is spawned, and traced unless said otherwise. */
  start(atUs: number, program: string, { run = 1, traced = true } = {}): this {
    const pid = pidOf(program, run);
    this.event(atUs, 'process.spawned', { program, run, pid, argv: [program], trace: traced ? 'python' : 'none' });
    return traced ? this.event(atUs, 'trace.started', { program, run, pid, tracer: 'python-calls' }) : this;
  }

  exit(atUs: number, program: string, ending: number | string, run = 1): this {
    const code = typeof ending === 'number' ? ending : null;
    const signal = typeof ending === 'string' ? ending : null;
    return this.event(atUs, 'process.exited', { program, run, code, signal });
  }

  line(atUs: number, program: string, text: string, stream: 'stdout' | 'stderr' = 'stdout'): this {
    return this.event(atUs, 'output.line', { program, run: 1, stream, text });
  }

  /** `call.entered`, and `call.returned` if it has a duration. */
  call(program: string, name: string, { atUs, durationUs, ...parts }: CallParts): this {
    this.#calls += 1;
    const { run = 1, thread = 1, fd = 3, args = {}, pid = pidOf(program, run), timeoutS, ...rest } = parts;
    const timeout = timeoutS === undefined ? {} : { timeoutS };
    const ref = { program, run, pid, call: this.#calls, thread, name, fd, args, ...timeout };
    this.event(atUs, 'call.entered', ref);
    if (durationUs === undefined) return this;
    const returned = { outcome: 'ok', ...rest, ...ref, startUs: atUs, durationUs } as const;
    return this.event(atUs + durationUs, 'call.returned', returned);
  }

  /** The call raises. */
  raise(program: string, name: string, exception: string, parts: CallParts): this {
    return this.call(program, name, { outcome: 'raised', exception, ...parts });
  }

  noise(atUs: number, data: EventData['noise.measured']): this {
    return this.event(atUs, 'noise.measured', data);
  }

  open(atUs: number, ref: ConnectionParts): this {
    this.event(atUs, 'connection.opened', { ...ref, client: { host: '127.0.0.1', port: 40000 + ref.connection } });
    return this.event(atUs, 'connection.dialled', {
      ...ref,
      from: { host: '127.0.0.1', port: 50000 + ref.connection },
    });
  }

  /** Bytes into the wire and, `heldUs` later, out of it (undefined: never). `before`: what passed in this stream earlier. */
  pass(atUs: number, ref: ConnectionParts, { stream, sizeBytes, heldUs, before = 0 }: PassParts): this {
    const data = { ...ref, stream, sizeBytes, totalBytes: before + sizeBytes, chunks: 1 };
    this.event(atUs, 'chunk.received', data);
    return heldUs === undefined ? this : this.event(atUs + heldUs, 'chunk.sent', data);
  }

  endByPeer(atUs: number, ref: ConnectionParts, side: Side, ending: Ending): this {
    return this.event(atUs, 'connection.ended-by-peer', { ...ref, side, ending });
  }

  endByProxy(
    atUs: number,
    ref: ConnectionParts,
    end: Omit<EventData['connection.ended-by-proxy'], keyof ConnectionParts>,
  ): this {
    return this.event(atUs, 'connection.ended-by-proxy', { ...ref, ...end });
  }

  close(atUs: number, ref: ConnectionParts, totals: Readonly<Record<Stream, FlowTotals>>): this {
    return this.event(atUs, 'connection.closed', { ...ref, ...totals });
  }

  step(
    step: number,
    label: string,
    atUs: readonly [number, number],
    ended: Omit<StepEnded, 'step'> = { outcome: 'done' },
  ): this {
    this.event(atUs[0], 'step.started', { step, label });
    return this.event(atUs[1], 'step.ended', { step, ...ended });
  }

  cleanup(atUs: number): this {
    return this.event(atUs, 'run.cleanup-started', {});
  }

  build(reason: RecordEnd['reason'] = 'completed'): RunRecord {
    const atUs = this.#events.reduce((latest, event) => Math.max(latest, event.atUs), 0);
    const header = {
      format: 'guasto-record/1',
      runId: 'guasto-1',
      scenario: { title: 'a scenario', file: 'a.scenario.yaml', line: 1, sha256: '00' },
      plan: {},
      seed: 1,
      addresses: this.#addresses,
      startedAt: '2026-01-01T00:00:00.000Z',
      versions: {},
      capabilities: EVERYTHING,
    } as const;
    return { header, events: this.#events, end: { atUs, reason } };
  }

  /** The writer was killed: the record has no end. */
  cut(): RunRecord {
    const { header, events } = this.build();
    return { header, events };
  }
}

export interface PassParts {
  readonly stream: Stream;
  readonly sizeBytes: number;
  readonly heldUs?: number | undefined;
  readonly before?: number;
}

/** Totals of one stream whose digests are `sha` + letter: equal letters, equal bytes. */
export const totals = (
  received: readonly [number, string],
  sent: readonly [number, string] = received,
): FlowTotals => ({
  receivedBytes: received[0],
  sentBytes: sent[0],
  receivedSha256: `sha-${received[1]}`,
  sentSha256: `sha-${sent[1]}`,
});

const pidOf = (program: string, run: number): number =>
  1000 * run + Buffer.from(program).reduce((sum, byte) => sum + byte, 0);
