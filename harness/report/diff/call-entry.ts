// The calls of a program as two runs of it can be compared: without the ports that a run is given, and a stream's calls told
// together, since into how many it is cut is the kernel's business.

import { describeInvocation, describeResult } from '../describe-call.js';
import { callEndUs, callsOf, type Call } from '../../record/calls.js';
import { stepsEndedUs } from '../../record/moments.js';
import type { RunRecord } from '../../record/run-record.js';
import type { Seq } from '../../vocabulary/time.js';
import { formatSize } from '../../vocabulary/units.js';

export interface CallEntry {
  readonly name: string;
  /** `connect(wire)`, `recv ×12` */
  readonly invocation: string;
  /** `4 B`, `TimeoutError`, `still waiting`. */
  readonly result: string;
  readonly state: 'ok' | 'raised' | 'open';
  /** What two calls must have in common to be alike, besides their time. */
  readonly meaning: string;
  readonly sizeBytes: number | undefined;
  readonly atUs: number;
  /** undefined: it never came back, or only in the clean-up; or it stands for several. */
  readonly durationUs: number | undefined;
  /** Time within the call in which its thread waited for a CPU. */
  readonly runDelayUs: number;
  readonly seq: Seq | undefined;
}

/** Calls of one thread of one start of a program, in the order in which they began. */
export interface CallThread {
  /** `client`, `server (run 2)`, `server, thread 2`. */
  readonly who: string;
  readonly entries: readonly CallEntry[];
}

const STREAMING: ReadonlySet<string> = new Set(['recv', 'recv_into', 'read', 'send', 'sendall', 'write']);

export function callThreads(record: RunRecord): readonly CallThread[] {
  const endUs = stepsEndedUs(record);
  const names = namesOfPorts(record);
  const threads = new Map<string, { readonly who: string; readonly calls: Call[] }>();
  const counts = new Map<string, number>();
  for (const call of callsOf(record.events)) {
    if (call.startUs > endUs) continue;
    const key = `${call.program}\0${call.run}\0${call.pid}\0${call.thread}`;
    let thread = threads.get(key);
    if (thread === undefined) {
      const program = call.run > 1 ? `${call.program} (run ${call.run})` : call.program;
      const number = (counts.get(program) ?? 0) + 1;
      counts.set(program, number);
      thread = { who: number > 1 ? `${program}, thread ${number}` : program, calls: [] };
      threads.set(key, thread);
    }
    thread.calls.push(call);
  }
  return [...threads.values()].map(({ who, calls }) => ({
    who,
    entries: foldStreams(calls.map((call) => entryOf(call, endUs, names))),
  }));
}

/** `127.0.0.1:27902` → `wire`: what listens there in this run. */
function namesOfPorts({ header }: RunRecord): ReadonlyMap<string, string> {
  return new Map(Object.entries(header.addresses).map(([name, { host, port }]) => [`${host}:${port}`, name]));
}

function entryOf(call: Call, endUs: number, names: ReadonlyMap<string, string>): CallEntry {
  const { returned } = call;
  const isOpen = returned === undefined || callEndUs(call, endUs) > endUs;
  const invocation = withNames(describeInvocation(call.begun), names);
  const result = isOpen ? 'still waiting' : withNames(describeResult(returned.data), names);
  const state = isOpen ? 'open' : returned.data.outcome;
  const sizeBytes = isOpen ? undefined : returned.data.sizeBytes;
  return {
    name: call.name,
    invocation,
    result,
    state,
    meaning: isStreamed({ name: call.name, state, sizeBytes })
      ? `${state} ${result}`
      : `${state} ${invocation} ${result}`,
    sizeBytes,
    atUs: call.startUs,
    durationUs: isOpen ? undefined : returned.data.durationUs,
    runDelayUs: isOpen ? 0 : (returned.data.runDelayUs ?? 0),
    seq: returned?.seq ?? call.entered?.seq,
  };
}

/** Addresses that a run was given become the names of what is there; other ports, which the kernel draws, become `…`. */
const withNames = (text: string, names: ReadonlyMap<string, string>): string =>
  text
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}:\d+\b/g, (address) => names.get(address) ?? address.replace(/:\d+$/, ':…'))
    .replace(/\bfd \d+/g, 'fd …');

function foldStreams(entries: readonly CallEntry[]): readonly CallEntry[] {
  const folded: CallEntry[] = [];
  for (let start = 0; start < entries.length;) {
    const first = entries[start] as CallEntry; // start is within entries
    let end = start + 1;
    while (isStreamed(first) && sameStream(first, entries[end])) end += 1;
    folded.push(end - start === 1 ? first : foldOne(first, entries.slice(start, end)));
    start = end;
  }
  return folded;
}

/** Bytes came or went; the end of the stream is a result of its own. */
const isStreamed = ({ name, state, sizeBytes = 0 }: Pick<CallEntry, 'name' | 'state' | 'sizeBytes'>): boolean =>
  STREAMING.has(name) && state === 'ok' && sizeBytes > 0;

const sameStream = (first: CallEntry, next: CallEntry | undefined): boolean =>
  next !== undefined && next.name === first.name && isStreamed(next);

function foldOne(first: CallEntry, run: readonly CallEntry[]): CallEntry {
  const sizeBytes = run.reduce((sum, entry) => sum + (entry.sizeBytes ?? 0), 0);
  const result = formatSize(sizeBytes);
  return {
    ...first,
    invocation: `${first.name} ×${run.length}`,
    result,
    meaning: `ok ${result}`,
    sizeBytes,
    durationUs: undefined,
    runDelayUs: 0,
  };
}
