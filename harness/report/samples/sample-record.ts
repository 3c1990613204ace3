// Records by hand for the specs of reports, in milliseconds; each event gives its seq, which verdicts rest on.

import type { EventData, EventKind, ObserverName, RunEvent } from '../../record/event.js';
import type { CallReturned } from '../../record/events/call-events.js';
import type { ChunkData } from '../../record/events/connection-events.js';
import type { RunRecord } from '../../record/run-record.js';
import { CAPABILITIES, type Capability } from '../../vocabulary/capabilities.js';
import { runUs, seqOf, type Seq } from '../../vocabulary/time.js';

export interface SampleCall {
  readonly atMs: number;
  readonly tookMs?: number;
  readonly args?: CallReturned['args'];
  readonly result?: CallReturned['result'];
  readonly sizeBytes?: number;
  readonly raised?: readonly [exception: string, errno?: string];
  readonly timeoutS?: number | null;
  readonly run?: number;
  /** Default: 3. */
  readonly fd?: number;
}

export class SampleRecord {
  readonly events: RunEvent[] = [];
  readonly #file: string;
  readonly #totals = new Map<string, number>();
  #calls = 0;

  constructor(file: string) {
    this.#file = file;
  }

  add<K extends EventKind>(atMs: number, kind: K, data: EventData[K], observer: ObserverName = 'harness'): Seq {
    const seq = seqOf(this.events.length);
    const event = { seq, atUs: runUs(Math.round(atMs * 1_000)), uncertaintyUs: 0, observer, kind, data };
    // K pairs kind with its data, which is what makes this a member of the union.
    this.events.push(event as unknown as RunEvent);
    return seq;
  }

  spawn(atMs: number, program: string, run = 1): void {
    this.add(atMs, 'process.spawned', {
      program,
      run,
      pid: 4_000 + run,
      argv: ['python3', `${program}.py`],
      trace: 'python',
    });
  }

  call(program: string, name: string, call: SampleCall): Seq {
    this.#calls += 1;
    const { atMs, tookMs = 0.03, raised, run = 1 } = call;
    const data: CallReturned = {
      program,
      run,
      pid: 4_000 + run,
      call: this.#calls,
      thread: 1,
      name,
      fd: call.fd ?? 3,
      args: call.args ?? {},
      ...(call.timeoutS === undefined ? {} : { timeoutS: call.timeoutS }),
      startUs: Math.round(atMs * 1_000),
      durationUs: Math.round(tookMs * 1_000),
      outcome: raised === undefined ? 'ok' : 'raised',
      ...(call.result === undefined ? {} : { result: call.result }),
      ...(call.sizeBytes === undefined ? {} : { sizeBytes: call.sizeBytes }),
      ...(raised === undefined ? {} : { exception: raised[0] }),
      ...(raised?.[1] === undefined ? {} : { errno: raised[1] }),
    };
    return this.add(atMs + tookMs, 'call.returned', data, 'python-calls');
  }

  open(program: string, name: string, call: SampleCall): Seq {
    this.#calls += 1;
    const { args = {}, timeoutS, run = 1, fd = 3 } = call;
    const data = { program, run, pid: 4_000 + run, call: this.#calls, thread: 1, name, fd, args };
    return this.add(
      call.atMs,
      'call.entered',
      { ...data, ...(timeoutS === undefined ? {} : { timeoutS }) },
      'python-calls',
    );
  }

  chunk(
    atMs: number,
    end: 'received' | 'sent',
    data: Pick<ChunkData, 'stream' | 'sizeBytes'> & {
      readonly text?: string;
      readonly connection?: number;
      readonly bytes?: Buffer;
    },
  ): Seq {
    const { stream, sizeBytes, connection = 1 } = data;
    const key = `${end} ${stream} ${connection}`;
    const totalBytes = (this.#totals.get(key) ?? 0) + sizeBytes;
    this.#totals.set(key, totalBytes);
    const bytes = data.bytes ?? (data.text === undefined ? undefined : Buffer.from(data.text));
    const chunk: ChunkData = {
      link: 'wire',
      connection,
      stream,
      sizeBytes,
      totalBytes,
      chunks: 1,
      ...(bytes === undefined ? {} : { preview: bytes.subarray(0, 48).toString('base64') }),
    };
    return this.add(atMs, `chunk.${end}`, chunk, 'tap');
  }

  record(title: string, endMs: number | undefined): RunRecord {
    const header: RunRecord['header'] = {
      format: 'guasto-record/1',
      runId: 'sample',
      scenario: { title, file: this.#file, line: 2, sha256: '0'.repeat(64) },
      plan: {},
      seed: 7,
      addresses: {
        server: { host: '127.0.0.1', port: 21_000 },
        wire: { host: '127.0.0.1', port: 21_001 },
      },
      startedAt: '2026-01-02T03:04:05.678Z',
      versions: { guasto: '0.1.0', node: '20.20.2' },
      // Object.keys forgets that the keys are capabilities.
      capabilities: Object.fromEntries(Object.keys(CAPABILITIES).map((name) => [name as Capability, true])) as Record<
        Capability,
        true
      >,
    };
    return endMs === undefined
      ? { header, events: this.events }
      : { header, events: this.events, end: { atUs: endMs * 1_000, reason: 'completed' } };
  }
}
