// A very long run: many connections, calls, chunks and lines. `events` is about how many events it has.

import { compileReport, type ReportFacts } from '../compile-report.js';
import { SampleRecord } from './sample-record.js';
import { scenarioOf, spanAt, verdictOf } from './sample-scenario.js';
import type { RunReport } from '../../kinds/reporters/run-report.js';

const FILE = 'scenarios/huge.scenario.yaml';
const EVENTS_A_TURN = 10;

export function hugeFacts(events: number): ReportFacts {
  const record = new SampleRecord(FILE);
  record.spawn(0, 'server');
  record.spawn(0, 'client');
  let proof = record.add(0.5, 'run.cleanup-started', {});
  record.events.pop();
  for (let turn = 0; turn < events / EVENTS_A_TURN; turn += 1) {
    const atMs = 1 + turn * 0.7;
    const connection = 1 + Math.floor(turn / 500);
    if (turn % 500 === 0)
      record.add(
        atMs,
        'connection.opened',
        { link: 'wire', connection, client: { host: '127.0.0.1', port: 40_000 } },
        'tap',
      );
    record.call('client', 'sendall', { atMs, args: { size: 100 }, sizeBytes: 100 });
    record.chunk(atMs + 0.1, 'received', { stream: 'upstream', sizeBytes: 100, connection, text: `turn ${turn}` });
    record.chunk(atMs + 0.2, 'sent', { stream: 'upstream', sizeBytes: 60, connection });
    record.chunk(atMs + 0.2, 'sent', { stream: 'upstream', sizeBytes: 40, connection });
    record.call('server', 'recv', { atMs: atMs + 0.2, args: { bufsize: 1_024 }, sizeBytes: 100 });
    record.call('server', 'sendall', { atMs: atMs + 0.3, args: { size: 100 }, sizeBytes: 100 });
    record.chunk(atMs + 0.4, 'received', { stream: 'downstream', sizeBytes: 100, connection, text: `turn ${turn}` });
    record.chunk(atMs + 0.5, 'sent', { stream: 'downstream', sizeBytes: 100, connection });
    proof = record.call('client', 'recv', { atMs: atMs + 0.1, tookMs: 0.4, args: { bufsize: 1_024 }, sizeBytes: 100 });
    record.add(
      atMs + 0.6,
      'output.line',
      { program: 'client', run: 1, stream: 'stdout', text: `turn ${turn}` },
      'stdio',
    );
  }
  const title = 'a hundred thousand events are drawn as a few hundred marks';
  return {
    scenario: scenarioOf({ title, file: FILE }),
    record: record.record(title, 1 + events),
    verdicts: verdictOf([
      {
        subject: 'expectation',
        label: 'call recv of client (last)',
        clause: 'raises',
        outcome: 'broken',
        expected: 'recv raises TimeoutError',
        actual: 'recv returned 100 B after 400 µs',
        span: spanAt(FILE, 9, 5, 6),
        evidence: [proof],
      },
    ]),
  };
}

export const hugeRun = (events: number): RunReport => compileReport(hugeFacts(events));
