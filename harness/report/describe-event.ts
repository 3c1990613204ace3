// Any event as one readable line: who, and what. `client recv(1024) → TimeoutError after 500.4 ms (timeout 0.5 s)`.

import { describeBytes } from './describe-bytes.js';
import { describeInvocation, describeReturned } from './describe-call.js';
import { visibleText } from '../kinds/reporters/visible-text.js';
import type { EventData, EventKind, RunEvent } from '../record/event.js';
import type { ChunkData, ConnectionRef, FlowTotals } from '../record/events/connection-events.js';
import type { ProgramRun } from '../record/events/process-events.js';
import type { StepEnded } from '../record/events/run-events.js';
import { formatAddress } from '../vocabulary/network.js';
import type { Seq } from '../vocabulary/time.js';
import { formatDurationUs, formatSize } from '../vocabulary/units.js';

export interface EventText {
  /** `client`, `wire #1`, `harness`. */
  readonly who: string;
  readonly what: string;
}

/** What other events say about one: how long bytes that came in were held. */
export interface EventContext {
  /** µs until the last of the bytes of a `chunk.received` was handed on; undefined if they never were. */
  readonly heldUs: (received: Seq) => number | undefined;
  /** A `fault.injected` as its kind says it: `latency 2 s on wire downstream`. Without it: the kind's name. */
  readonly faultText?: (injected: Seq) => string | undefined;
}

/** One line for any event, also for kinds that a later version wrote. */
export function describeEvent(event: RunEvent, context?: EventContext): string {
  const { who, what } = textOfEvent(event, context);
  return `${who} ${what}`;
}

export function textOfEvent(event: RunEvent, context?: EventContext): EventText {
  // The kind selects the describer of exactly its data, which a lookup by union can't express.
  const describe = DESCRIBERS[event.kind] as Describer<EventKind> | undefined;
  if (describe === undefined)
    return { who: 'unknown', what: visibleText(`${event.kind} ${JSON.stringify(event.data)}`, 200) };
  return describe(event.data, event, context);
}

type Describer<K extends EventKind> = (data: EventData[K], event: RunEvent, context?: EventContext) => EventText;

const harness = (what: string): EventText => ({ who: 'harness', what });
const program = (data: ProgramRun, what: string): EventText => ({ who: nameOfRun(data), what });
const wire = (data: ConnectionRef, what: string): EventText => ({
  who: `${visibleText(data.link, 80)} #${data.connection}`,
  what,
});

const DESCRIBERS: { readonly [K in EventKind]: Describer<K> } = {
  'step.started': ({ step, label }) => harness(`step ${step + 1} begins: ${visibleText(label, 200)}`),
  'step.ended': (data) => harness(`step ${data.step + 1} ${endOfStep(data)}`),
  'rule.fired': ({ label }) => harness(`rule fires: ${visibleText(label, 200)}`),
  'rule.ended': (data) => harness(`rule ${data.rule + 1} ${endOfStep(data)}`),
  'guard.checked': ({ outcome, expected, actual }) =>
    harness(
      outcome === 'met'
        ? `guard met: ${visibleText(actual, 300)}`
        : `guard missed: expected ${visibleText(expected, 300)}, saw ${visibleText(actual, 300)}`,
    ),
  'run.cleanup-started': () => harness('steps are over, clean-up begins'),
  'rig.failed': ({ code, message }) => harness(`can't go on: ${visibleText(message, 400)} (${code})`),
  'rig.cleanup-failed': ({ what, message }) =>
    harness(`clean-up failed: ${visibleText(what, 100)}: ${visibleText(message, 300)}`),
  'noise.measured': (data) => harness(describeNoise(data)),
  'process.spawned': (data) => program(data, `${data.run > 1 ? 'starts again' : 'starts'}, pid ${data.pid}`),
  'process.listening': (data) => program(data, `listens on ${formatAddress(data.address)}`),
  'process.listening-elsewhere': (data) =>
    program(data, `listens on ${formatAddress(data.address)}, not on port ${data.allottedPort}`),
  'process.signalled': (data) => program(data, `is sent SIG${data.signal}`),
  'process.stopped': (data) => program(data, 'is stopped'),
  'process.continued': (data) => program(data, 'goes on'),
  'process.exited': (data) => program(data, describeExit(data)),
  'output.line': (data) => program(data, `${data.stream}: ${visibleText(data.text, 300)}`),
  'process.waited': (data) => program(data, `waited ${formatDurationUs(data.runDelayUs)} for a CPU`),
  'input.written': (data) => program(data, `is given ${formatSize(data.sizeBytes)} on stdin`),
  'connection.opened': (data) => wire(data, `opened by the client from ${formatAddress(data.client)}`),
  'connection.dialled': (data) => wire(data, `reaches the server from ${formatAddress(data.from)}`),
  'connection.dial-failed': (data) => wire(data, `can't reach the server: ${data.errno}`),
  'chunk.received': (data, event, context) => wire(data, `${describeChunk(data)} ${fateOf(event, context)}`),
  'chunk.sent': (data) => wire(data, `${describeChunk(data)} handed on`),
  'connection.ended-by-peer': (data) => wire(data, `${data.ending.toUpperCase()} from the ${data.side}`),
  'connection.ended-by-proxy': (data) =>
    wire(data, `${data.ending.toUpperCase()} to the ${data.side} (${data.why}${data.toxic ? ` ${data.toxic}` : ''})`),
  'connection.closed': (data) =>
    wire(data, `closed: upstream ${describeTotals(data.upstream)}, downstream ${describeTotals(data.downstream)}`),
  'fault.injected': (data, { seq }, context) => ({
    who: 'fault',
    what: `${visibleText(data.name, 80)} injected: ${context?.faultText?.(seq) ?? visibleText(data.fault, 80)}`,
  }),
  'fault.healed': ({ name }) => ({ who: 'fault', what: `${visibleText(name, 80)} healed` }),
  'call.entered': (data) => program(data, `${describeInvocation(data)} begins`),
  'call.returned': (data) => program(data, describeReturned(data)),
  'syscall.returned': (data) => program(data, `${data.syscall} #${data.nth}: ${describeReturned(data)}`),
  'trace.started': (data) => program(data, `socket calls are traced (${data.tracer})`),
  'trace.lost': (data) => program(data, `calls may be missing from here on: ${visibleText(data.reason, 200)}`),
  'tcp.sampled': (data) => ({ who: 'kernel', what: `port ${data.port}: ${describeStates(data)}` }),
};

/** `server`, `server (run 2)`. */
export const nameOfRun = ({ program: name, run }: ProgramRun): string =>
  run > 1 ? `${visibleText(name, 80)} (run ${run})` : visibleText(name, 80);

export const describeExit = (exit: EventData['process.exited']): string =>
  exit.signal === null
    ? `exits with code ${exit.code}`
    : `is killed by SIG${visibleText(exit.signal.replace(/^SIG/, ''), 20)}`;

/** `TIME_WAIT ×2, LISTEN`; `no socket`. */
export function describeStates({ sockets }: EventData['tcp.sampled']): string {
  const counts = new Map<string, number>();
  for (const { state } of sockets) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => (count === 1 ? state : `${state} ×${count}`));
  return states.length === 0 ? 'no socket' : states.join(', ');
}

function describeChunk(data: ChunkData): string {
  const preview = data.preview === undefined ? '' : ` ${describeBytes(data.preview, data.sizeBytes)}`;
  const many = data.chunks > 1 ? ` in ${data.chunks} chunks` : '';
  return `${data.stream} ${formatSize(data.sizeBytes)}${many}${preview}`;
}

function fateOf(event: RunEvent, context: EventContext | undefined): string {
  if (context === undefined) return 'comes in';
  const heldUs = context.heldUs(event.seq);
  if (heldUs === undefined) return 'never handed on';
  return heldUs < 10_000 ? `handed on after ${formatDurationUs(heldUs)}` : `held ${formatDurationUs(heldUs)}`;
}

function describeTotals({ receivedBytes, sentBytes }: FlowTotals): string {
  if (receivedBytes === sentBytes) return `${formatSize(sentBytes)} delivered`;
  return `${formatSize(sentBytes)} of ${formatSize(receivedBytes)} delivered`;
}

function endOfStep({ outcome, expected, actual }: StepEnded): string {
  const told = [
    ...(expected === undefined ? [] : [`expected ${visibleText(expected, 300)}`]),
    ...(actual === undefined ? [] : [`saw ${visibleText(actual, 300)}`]),
  ];
  return told.length === 0 ? outcome : `${outcome}: ${told.join(', ')}`;
}

function describeNoise({ harnessLagUs, proxyLagUs, stealUs }: EventData['noise.measured']): string {
  const parts = [
    `harness late by up to ${formatDurationUs(harnessLagUs)}`,
    ...(proxyLagUs === undefined ? [] : [`proxy by ${formatDurationUs(proxyLagUs)}`]),
    ...(stealUs === undefined ? [] : [`${formatDurationUs(stealUs)} stolen by the hypervisor`]),
  ];
  return `noise: ${parts.join(', ')}`;
}
