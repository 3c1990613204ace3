// The shim's lines → events. One JSON object a line; three kinds, told apart by their first key:
//
//   {"started":"CPython 3.12.1","at":…,"pid":…}
//   {"entered":"recv","at":…,"pid":…,"thread":…,"call":…,"fd":…,"timeoutS":…,"args":{…}}
//   {"returned":"recv","at":…,"us":…,"runDelayUs":…,(as above),"sizeBytes":…,"result":{…} or "exception":…,"message":…,"errno":…}
//
// `at` is CLOCK_MONOTONIC in µs; of a returned call it is its start, and `us` its duration. {"lost":reason,…}: lines are missing.

import type { Emit } from '../../record/event.js';
import type { CallArgument, CallRef, CallReturned } from '../../record/events/call-events.js';
import { monotonicUsOf } from '../../vocabulary/time.js';
import { BUDGET_SPENT, CallBudget } from './call-budget.js';
import type { ObservedProgram } from './observer.js';

/** The shim's lines are shorter than PIPE_BUF (4096); more than this without a line break is not its doing. */
const LONGEST_LINE_BYTES = 64 * 1024;
const CALL_LINE = /^\{"(?:entered|returned)"/;

/** Feed it the bytes of the trace in any pieces. Says once that the trace is lost when it meets what the shim never writes. */
export class TraceLines {
  readonly #target: ObservedProgram;
  readonly #emit: Emit;
  readonly #decoder = new TextDecoder();
  readonly #budget = new CallBudget();
  readonly #calls = new CallNumbers();
  #rest = '';
  #isLost = false;

  constructor(target: ObservedProgram, emit: Emit) {
    this.#target = target;
    this.#emit = emit;
  }

  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    if (this.#rest.length > LONGEST_LINE_BYTES) {
      this.#lose(`${this.#rest.length} bytes without a line break on the trace descriptor`);
      this.#rest = '';
    }
  }

  end(): void {
    if (this.#rest !== '') this.#lose(`the trace ends inside a line: ${shown(this.#rest)}`);
    this.#rest = '';
  }

  #take(text: string): void {
    // To read what is not told would cost nearly as much as to tell it.
    if (this.#budget.isOver && CALL_LINE.test(text)) return;
    const line = parseLine(text);
    if (line === undefined) return this.#lose(`not a line of the shim: ${shown(text)}`);
    const { program, run } = this.#target;
    const at = this.#target.at(monotonicUsOf(line.at));
    switch (line.what) {
      case 'started':
        this.#calls.restart(line.pid);
        this.#emit({
          observer: 'python-calls',
          kind: 'trace.started',
          data: { program, run, pid: line.pid, tracer: line.tracer },
          atUs: at,
        });
        return;
      case 'lost':
        this.#emit({
          observer: 'python-calls',
          kind: 'trace.lost',
          data: { program, run, pid: line.pid, reason: line.reason },
          atUs: at,
        });
        return;
      case 'entered': {
        const call = this.#calls.numbered(line.call);
        if (!this.#budget.admitsBegin(call)) return;
        this.#emit({ observer: 'python-calls', kind: 'call.entered', data: { program, run, ...call }, atUs: at });
        break;
      }
      case 'returned': {
        const call = this.#calls.numbered(line.call);
        if (!this.#budget.admitsEnd(call)) return;
        const returnedUs = this.#target.at(monotonicUsOf(line.at + line.ending.durationUs));
        const data = { program, run, ...call, startUs: at, ...line.ending };
        this.#emit({ observer: 'python-calls', kind: 'call.returned', data, atUs: returnedUs });
      }
    }
    if (this.#budget.isSpent) this.#lose(BUDGET_SPENT);
  }

  #lose(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    const { program, run, pid } = this.#target;
    this.#emit({ observer: 'python-calls', kind: 'trace.lost', data: { program, run, pid, reason } });
  }
}

/** A process may become another Python program (os.execv), whose shim counts from 1 again: here its calls go on. */
class CallNumbers {
  readonly #last = new Map<number, number>();
  readonly #before = new Map<number, number>();

  restart(pid: number): void {
    this.#before.set(pid, this.#last.get(pid) ?? 0);
  }

  numbered(told: Call): Call {
    const { pid } = told;
    const call = told.call + (this.#before.get(pid) ?? 0);
    this.#last.set(pid, Math.max(call, this.#last.get(pid) ?? 0));
    return { ...told, call };
  }
}

type Call = Omit<CallRef, 'program' | 'run'>;
type Ending = Omit<CallReturned, keyof CallRef | 'startUs'>;

type TraceLine = { readonly at: number; readonly pid: number } & (
  | { readonly what: 'started'; readonly tracer: string }
  | { readonly what: 'lost'; readonly reason: string }
  | { readonly what: 'entered'; readonly call: Call }
  | { readonly what: 'returned'; readonly call: Call; readonly ending: Ending }
);

/** undefined for anything that the shim does not write. */
function parseLine(text: string): TraceLine | undefined {
  const value = parseObject(text);
  const at = value?.['at'];
  const pid = value?.['pid'];
  if (value === undefined || typeof at !== 'number' || typeof pid !== 'number') return undefined;
  const { started, lost, entered, returned } = value;
  if (typeof started === 'string') return { what: 'started', at, pid, tracer: started };
  if (typeof lost === 'string') return { what: 'lost', at, pid, reason: lost };
  const name = entered ?? returned;
  const call = typeof name === 'string' ? callOf(value, pid, name) : undefined;
  if (call === undefined) return undefined;
  if (entered !== undefined) return { what: 'entered', at, pid, call };
  const ending = endingOf(value);
  return ending === undefined ? undefined : { what: 'returned', at, pid, call, ending };
}

function callOf(value: Record<string, unknown>, pid: number, name: string): Call | undefined {
  const { call, thread, fd, timeoutS } = value;
  const args = fieldsOf(value['args']);
  if (typeof call !== 'number' || typeof thread !== 'number' || typeof fd !== 'number' || args === undefined) {
    return undefined;
  }
  const timeout = typeof timeoutS === 'number' || timeoutS === null ? { timeoutS } : {};
  return { pid, call, thread, name, fd, args, ...timeout };
}

function endingOf(value: Record<string, unknown>): Ending | undefined {
  const { us, runDelayUs, sizeBytes, exception, message, errno } = value;
  if (typeof us !== 'number') return undefined;
  const result = fieldsOf(value['result']);
  return {
    durationUs: us,
    ...(typeof runDelayUs === 'number' ? { runDelayUs } : {}),
    outcome: exception === undefined ? 'ok' : 'raised',
    ...(result === undefined ? {} : { result }),
    ...(typeof sizeBytes === 'number' ? { sizeBytes } : {}),
    ...(typeof exception === 'string' ? { exception } : {}),
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof errno === 'string' ? { errno } : {}),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Any object with string keys is one of these.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, CallArgument>> | undefined {
  if (typeof value !== 'object' || value === null || !Object.values(value).every(isArgument)) return undefined;
  // Every value was just seen to be a CallArgument.
  return value as Readonly<Record<string, CallArgument>>;
}

const isArgument = (value: unknown): value is CallArgument =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
