// What each program did: its lives, its socket calls with those that never came back, its output, what happened to it.

import { describeInvocation, describeResult } from './describe-call.js';
import { describeExit, describeStates } from './describe-event.js';
import { visibleText } from '../kinds/reporters/visible-text.js';
import type { CallBar, OutputMark, ProgramLane, ProgramMark, ProgramSpan } from '../kinds/reporters/run-report.js';
import { isKind, type EventOf, type RunEvent } from '../record/event.js';
import type { CallRef } from '../record/events/call-events.js';
import type { RunRecord } from '../record/run-record.js';
import { formatAddress } from '../vocabulary/network.js';
import { formatSize } from '../vocabulary/units.js';

/** One lane for each of `names`, and for each program that only the record knows. */
export function programLanes(record: RunRecord, names: readonly string[], endUs: number): readonly ProgramLane[] {
  const drafts = new Map<string, Draft>(names.map((name) => [name, new Draft(name)]));
  const portOwner = ownersOfPorts(record);
  for (const event of record.events) {
    const name = isKind(event, 'tcp.sampled') ? portOwner.get(event.data.port) : programOf(event);
    if (name === undefined) continue;
    let draft = drafts.get(name);
    if (draft === undefined) drafts.set(name, (draft = new Draft(name)));
    draft.add(event);
  }
  return [...drafts.values()].map((draft) => draft.finish(endUs));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Draft {
  readonly #program: string;
  readonly #runs: Mutable<ProgramSpan>[] = [];
  readonly #calls: CallBar[] = [];
  readonly #open = new Map<string, EventOf<'call.entered'>>();
  readonly #output: OutputMark[] = [];
  readonly #marks: ProgramMark[] = [];

  constructor(program: string) {
    this.#program = program;
  }

  add(event: RunEvent): void {
    if (isKind(event, 'call.returned')) this.#addCall(event);
    else if (isKind(event, 'call.entered')) this.#open.set(keyOf(event.data), event);
    else if (isKind(event, 'output.line')) {
      const { stream, text } = event.data;
      this.#output.push({ seq: event.seq, atUs: event.atUs, stream, text: visibleText(text, 400) });
    } else if (isKind(event, 'process.spawned')) {
      const { run } = event.data;
      this.#runs.push({
        run,
        fromUs: event.atUs,
        untilUs: event.atUs,
        ending: 'still running',
        exited: false,
        exitedSeq: undefined,
      });
    } else if (isKind(event, 'process.exited')) this.#addExit(event);
    else this.#addMark(event);
  }

  finish(endUs: number): ProgramLane {
    for (const run of this.#runs) if (!run.exited) run.untilUs = endUs;
    for (const entered of this.#open.values()) this.#calls.push(this.#openCall(entered, endUs));
    return {
      program: this.#program,
      runs: this.#runs,
      calls: this.#calls.toSorted((a, b) => a.fromUs - b.fromUs || a.seq - b.seq),
      output: this.#output.toSorted((a, b) => a.atUs - b.atUs || a.seq - b.seq),
      marks: this.#marks.toSorted((a, b) => a.atUs - b.atUs || a.seq - b.seq),
    };
  }

  #addCall({ seq, data }: EventOf<'call.returned'>): void {
    const entered = this.#open.get(keyOf(data));
    this.#open.delete(keyOf(data));
    const invocation = describeInvocation(data);
    const result = describeResult(data);
    this.#calls.push({
      seq,
      enteredSeq: entered?.seq,
      run: data.run,
      name: data.name,
      fromUs: data.startUs,
      untilUs: data.startUs + data.durationUs,
      state: data.outcome,
      invocation,
      result,
      text: `${invocation} → ${result}`,
      sizeBytes: data.sizeBytes,
      timeoutS: data.timeoutS,
    });
  }

  #openCall({ seq, atUs, data }: EventOf<'call.entered'>, endUs: number): CallBar {
    const invocation = describeInvocation(data);
    return {
      seq,
      enteredSeq: seq,
      run: data.run,
      name: data.name,
      fromUs: atUs,
      untilUs: this.#runs.find((run) => run.run === data.run && run.exited)?.untilUs ?? endUs,
      state: 'open',
      invocation,
      result: 'never returned',
      text: `${invocation} → never returned`,
      sizeBytes: undefined,
      timeoutS: data.timeoutS,
    };
  }

  #addExit(event: EventOf<'process.exited'>): void {
    const run = this.#runs.find((candidate) => candidate.run === event.data.run);
    if (run === undefined) return;
    run.untilUs = event.atUs;
    run.ending = describeExit(event.data);
    run.exited = true;
    run.exitedSeq = event.seq;
  }

  #addMark(event: RunEvent): void {
    const mark = markOf(event);
    if (mark !== undefined) this.#marks.push({ seq: event.seq, atUs: event.atUs, ...mark });
  }
}

const keyOf = (call: CallRef): string => `${call.run}/${call.pid}/${call.call}`;

function markOf(event: RunEvent): Pick<ProgramMark, 'kind' | 'text'> | undefined {
  if (isKind(event, 'process.listening'))
    return { kind: 'listening', text: `listens on ${formatAddress(event.data.address)}` };
  if (isKind(event, 'process.signalled')) return { kind: 'signal', text: `SIG${event.data.signal}` };
  if (isKind(event, 'process.stopped')) return { kind: 'stopped', text: 'stopped' };
  if (isKind(event, 'process.continued')) return { kind: 'continued', text: 'goes on' };
  if (isKind(event, 'input.written')) return { kind: 'input', text: `stdin: ${formatSize(event.data.sizeBytes)}` };
  if (isKind(event, 'tcp.sampled'))
    return { kind: 'kernel', text: `port ${event.data.port}: ${describeStates(event.data)}` };
  if (isKind(event, 'trace.lost')) return { kind: 'trace', text: `trace lost: ${visibleText(event.data.reason, 100)}` };
  return undefined;
}

function programOf(event: RunEvent): string | undefined {
  // A fault on a program is drawn as a band of its own.
  if (event.kind === 'fault.injected') return undefined;
  return 'program' in event.data ? event.data.program : undefined;
}

/** Which program listens on each port, or is to. */
export function ownersOfPorts({ header, events }: Pick<RunRecord, 'header' | 'events'>): ReadonlyMap<number, string> {
  const owners = new Map<number, string>();
  for (const event of events) {
    if (isKind(event, 'process.listening')) owners.set(event.data.address.port, event.data.program);
    else if (isKind(event, 'process.spawned')) {
      const address = header.addresses[event.data.program];
      if (address !== undefined) owners.set(address.port, event.data.program);
    }
  }
  return owners;
}
