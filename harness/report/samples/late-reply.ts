// The first scenario of the language's guide, run twice: as it should be, and by a client that forgot settimeout.

import type { RunReport } from '../../kinds/reporters/run-report.js';
import { compileReport } from '../compile-report.js';
import { SampleRecord } from './sample-record.js';
import { injectStep, scenarioOf, spanAt, verdictOf } from './sample-scenario.js';
import type { Seq } from '../../vocabulary/time.js';
import { LATE_REPLY_FILE as FILE, lateReplyVerdicts } from './late-reply-verdicts.js';

const TITLE = 'recv gives up when the reply comes later than the client’s timeout';

const SOURCE = `# yaml-language-server: $schema=../../schema/scenario.schema.json
title: recv gives up when the reply comes later than the client’s timeout
proves: settimeout-bounds-recv

params: { timeout: 500ms, latency: 2s }

programs:
  server: { fixture: python-echo-server }
  client: { fixture: python-echo-client, args: { timeout: "\${params.timeout}", message: { text: "ciao" } } }

links:
  wire: { to: server }

steps:
  - start: server
  - inject: { name: slow-reply, link: wire, toxic: latency, stream: downstream, latency: "\${params.latency}" }
  - start: client
  - await: { exit: client, within: 5s }

expect:
  - call: { by: client, name: recv, nth: first }
    raises: TimeoutError
    takes: { at-least: "\${params.timeout}", at-most: "\${params.timeout} + 100ms" }
  - exit: { of: client, code: 1 }
`;

export interface LateReplyOptions {
  /** The client that never called settimeout. */
  readonly forgetsTimeout: boolean;
  readonly attempts?: number;
}

export function lateReply({ forgetsTimeout, attempts = 1 }: LateReplyOptions): RunReport {
  const record = new SampleRecord(FILE);
  const injected = play(record, forgetsTimeout);
  const recv = forgetsTimeout ? brokenRecv(record) : heldRecv(record);
  const exit = finish(record, forgetsTimeout);
  const scenario = scenarioOf({
    title: TITLE,
    file: FILE,
    proves: 'settimeout-bounds-recv',
    params: { timeout: '500ms', latency: '2s' },
    steps: [injectStep(spanAt(FILE, 16, 5, 6), 'slow-reply')],
  });
  return compileReport({
    scenario,
    record: record.record(TITLE, forgetsTimeout ? 2_152 : 652),
    verdicts: verdictOf(lateReplyVerdicts({ forgetsTimeout, injected, recv, exit })),
    sources: new Map([[FILE, SOURCE]]),
    attempts,
  });
}

function play(record: SampleRecord, forgetsTimeout: boolean): Seq {
  record.add(0.2, 'step.started', { step: 0, label: 'start server' });
  record.spawn(1.1, 'server');
  record.call('server', 'socket', { atMs: 38.1, args: { family: 'AF_INET', type: 'SOCK_STREAM' }, result: { fd: 3 } });
  record.call('server', 'setsockopt', { atMs: 38.2, args: { level: 'SOL_SOCKET', option: 'SO_REUSEADDR', value: 1 } });
  record.call('server', 'bind', { atMs: 38.3, args: { host: '127.0.0.1', port: 21_000 } });
  record.call('server', 'listen', { atMs: 38.4, args: { backlog: 5 } });
  record.add(
    39,
    'process.listening',
    { program: 'server', run: 1, address: { host: '127.0.0.1', port: 21_000 } },
    'kernel',
  );
  record.add(39.2, 'step.ended', { step: 0, outcome: 'done' });
  record.add(39.3, 'step.started', { step: 1, label: 'inject slow-reply' });
  const injected = record.add(42.5, 'fault.injected', {
    name: 'slow-reply',
    fault: 'toxic',
    link: 'wire',
    spec: { link: 'wire', toxic: 'latency', stream: 'downstream', latency: '2 s' },
  });
  record.add(42.6, 'step.ended', { step: 1, outcome: 'done' });
  record.add(42.7, 'step.started', { step: 2, label: 'start client' });
  record.spawn(43.4, 'client');
  record.add(43.6, 'step.ended', { step: 2, outcome: 'done' });
  record.add(43.7, 'step.started', { step: 3, label: 'await exit of client' });
  record.call('client', 'socket', { atMs: 81, args: { family: 'AF_INET', type: 'SOCK_STREAM' }, result: { fd: 3 } });
  if (!forgetsTimeout) record.call('client', 'settimeout', { atMs: 81.2, args: { seconds: 0.5 } });
  record.call('client', 'connect', { atMs: 81.4, tookMs: 0.31, args: { host: '127.0.0.1', port: 21_001 } });
  record.add(
    81.6,
    'connection.opened',
    { link: 'wire', connection: 1, client: { host: '127.0.0.1', port: 40_112 } },
    'tap',
  );
  record.add(
    82.1,
    'connection.dialled',
    { link: 'wire', connection: 1, from: { host: '127.0.0.1', port: 40_114 } },
    'tap',
  );
  record.call('server', 'accept', { atMs: 38.5, tookMs: 43.8, result: { fd: 4, host: '127.0.0.1', port: 40_114 } });
  record.call('client', 'sendall', { atMs: 82.3, args: { size: 4 }, sizeBytes: 4 });
  record.chunk(82.5, 'received', { stream: 'upstream', sizeBytes: 4, text: 'ciao' });
  record.chunk(82.7, 'sent', { stream: 'upstream', sizeBytes: 4, text: 'ciao' });
  record.call('server', 'recv', { atMs: 82.4, tookMs: 0.5, args: { bufsize: 1_024 }, sizeBytes: 4 });
  record.call('server', 'sendall', { atMs: 83, args: { size: 4 }, sizeBytes: 4 });
  record.chunk(83.2, 'received', { stream: 'downstream', sizeBytes: 4, text: 'ciao' });
  return injected;
}

const heldRecv = (record: SampleRecord): Seq =>
  record.call('client', 'recv', {
    atMs: 82.4,
    tookMs: 500.6,
    args: { bufsize: 1_024 },
    timeoutS: 0.5,
    raised: ['TimeoutError'],
  });

function brokenRecv(record: SampleRecord): Seq {
  record.chunk(2_083.9, 'sent', { stream: 'downstream', sizeBytes: 4, text: 'ciao' });
  return record.call('client', 'recv', {
    atMs: 82.4,
    tookMs: 2_001.7,
    args: { bufsize: 1_024 },
    timeoutS: null,
    sizeBytes: 4,
  });
}

function finish(record: SampleRecord, forgetsTimeout: boolean): Seq {
  const ms = forgetsTimeout ? 2_084.3 : 583.2;
  if (forgetsTimeout)
    record.add(ms + 0.2, 'output.line', { program: 'client', run: 1, stream: 'stdout', text: 'reply: ciao' }, 'stdio');
  else {
    for (const text of [
      'Traceback (most recent call last):',
      '  File "client.py", line 21, in <module>',
      'TimeoutError: timed out',
    ]) {
      record.add(ms + 3, 'output.line', { program: 'client', run: 1, stream: 'stderr', text }, 'stdio');
    }
  }
  record.call('client', 'close', { atMs: ms + 0.4 });
  record.add(
    ms + 0.6,
    'connection.ended-by-peer',
    { link: 'wire', connection: 1, side: 'client', ending: 'fin' },
    'tap',
  );
  record.add(
    ms + 0.8,
    'connection.ended-by-proxy',
    { link: 'wire', connection: 1, side: 'server', ending: 'fin', why: 'forwarded' },
    'tap',
  );
  record.call('server', 'recv', { atMs: 83.4, tookMs: ms + 1 - 83.4, args: { bufsize: 1_024 }, sizeBytes: 0 });
  record.call('server', 'close', { atMs: ms + 1.2 });
  record.open('server', 'accept', { atMs: ms + 1.4 });
  const exit = record.add(ms + 9, 'process.exited', {
    program: 'client',
    run: 1,
    code: forgetsTimeout ? 0 : 1,
    signal: null,
  });
  record.add(ms + 9.1, 'step.ended', { step: 3, outcome: 'done' });
  record.add(ms + 9.2, 'run.cleanup-started', {});
  record.add(ms + 10, 'process.signalled', { program: 'server', run: 1, signal: 'TERM' });
  record.add(ms + 12, 'fault.healed', { name: 'slow-reply' });
  record.add(ms + 19, 'process.exited', { program: 'server', run: 1, code: null, signal: 'SIGTERM' });
  return exit;
}
