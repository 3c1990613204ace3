// Which fields the data of each kind of event has, for reading patterns: a misspelt field is found when the file is read.
// The compiler checks that the table is complete and names nothing else.

import type { EventData, EventKind } from './event.js';

type FieldsOf<K extends EventKind> = { readonly [Field in keyof EventData[K]]-?: true };

const PROGRAM_RUN = { program: true, run: true } as const;
const CONNECTION = { link: true, connection: true } as const;
const CHUNK = {
  ...CONNECTION,
  stream: true,
  sizeBytes: true,
  totalBytes: true,
  chunks: true,
  untilUs: true,
  preview: true,
} as const;
const CHECK = { step: true, outcome: true, expected: true, actual: true } as const;
const STEP = { ...CHECK, late: true } as const;
const CALL = {
  ...PROGRAM_RUN,
  pid: true,
  call: true,
  thread: true,
  name: true,
  fd: true,
  args: true,
  timeoutS: true,
} as const;
const RETURNED = {
  ...CALL,
  startUs: true,
  durationUs: true,
  runDelayUs: true,
  outcome: true,
  result: true,
  sizeBytes: true,
  exception: true,
  message: true,
  errno: true,
  injected: true,
  delayed: true,
} as const;

const FIELDS: { readonly [K in EventKind]: FieldsOf<K> } = {
  'step.started': { step: true, label: true },
  'step.ended': STEP,
  'rule.fired': { rule: true, label: true },
  'rule.ended': { ...STEP, rule: true },
  'guard.checked': CHECK,
  'run.cleanup-started': {},
  'rig.failed': { code: true, message: true, hint: true },
  'rig.cleanup-failed': { what: true, message: true },
  'noise.measured': { harnessLagUs: true, proxyLagUs: true, stealUs: true, runDelayUnknown: true },
  'process.spawned': { ...PROGRAM_RUN, pid: true, argv: true, trace: true },
  'process.listening': { ...PROGRAM_RUN, address: true },
  'process.listening-elsewhere': { ...PROGRAM_RUN, address: true, allottedPort: true },
  'process.signalled': { ...PROGRAM_RUN, signal: true },
  'process.stopped': PROGRAM_RUN,
  'process.continued': PROGRAM_RUN,
  'process.exited': { ...PROGRAM_RUN, code: true, signal: true },
  'output.line': { ...PROGRAM_RUN, stream: true, text: true, cut: true, unterminated: true },
  'process.waited': { ...PROGRAM_RUN, sinceUs: true, runDelayUs: true },
  'input.written': { ...PROGRAM_RUN, sizeBytes: true },
  'connection.opened': { ...CONNECTION, client: true },
  'connection.dialled': { ...CONNECTION, from: true },
  'connection.dial-failed': { ...CONNECTION, errno: true },
  'chunk.received': CHUNK,
  'chunk.sent': CHUNK,
  'connection.ended-by-peer': { ...CONNECTION, side: true, ending: true },
  'connection.ended-by-proxy': { ...CONNECTION, side: true, ending: true, why: true, toxic: true },
  'connection.closed': { ...CONNECTION, upstream: true, downstream: true },
  'fault.injected': { name: true, fault: true, link: true, program: true, spec: true },
  'fault.healed': { name: true },
  'call.entered': CALL,
  'call.returned': RETURNED,
  'syscall.returned': { ...RETURNED, syscall: true, nth: true },
  'trace.started': { ...PROGRAM_RUN, pid: true, tracer: true },
  'trace.lost': { ...PROGRAM_RUN, pid: true, reason: true },
  'tcp.sampled': { port: true, sockets: true },
};

export const EVENT_KINDS: readonly EventKind[] = Object.keys(FIELDS) as EventKind[];

/** First names of the paths that a pattern over events of this kind may use. */
export const fieldsOf = (kind: EventKind): readonly string[] => Object.keys(FIELDS[kind]);
