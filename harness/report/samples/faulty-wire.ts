// What the samples of broken wires have in common: a server, a toxic that is injected, a client that connects through it.

import { compileReport } from '../compile-report.js';
import { SampleRecord } from './sample-record.js';
import { injectStep, scenarioOf, spanAt, verdictOf } from './sample-scenario.js';
import type { RunReport } from '../../kinds/reporters/run-report.js';
import type { Verdict } from '../../judge/verdict.js';
import type { Seq } from '../../vocabulary/time.js';

export const FILE = 'scenarios/recv/wire.scenario.yaml';
const INJECT = spanAt(FILE, 12, 5, 6);

export interface Toxic {
  readonly name: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, number>>;
}

/** Until the proxy has reached the server; the seq of the injection. */
export function begin(record: SampleRecord, toxic: Toxic): Seq {
  record.add(0.2, 'step.started', { step: 0, label: 'start server' });
  record.spawn(1, 'server');
  record.call('server', 'listen', { atMs: 30, args: { backlog: 5 } });
  record.add(31, 'step.started', { step: 1, label: `inject ${toxic.name}` });
  const injected = record.add(33, 'fault.injected', {
    name: toxic.name,
    fault: 'toxic',
    link: 'wire',
    spec: {
      link: 'wire',
      toxic: { name: toxic.name, type: toxic.type, stream: 'downstream', toxicity: 1, attributes: toxic.attributes },
    },
  });
  record.add(33.2, 'step.started', { step: 2, label: 'start client' });
  record.spawn(34, 'client');
  record.call('client', 'connect', { atMs: 70, tookMs: 0.3, args: { host: '127.0.0.1', port: 21_001 }, timeoutS: 2 });
  record.add(
    70.2,
    'connection.opened',
    { link: 'wire', connection: 1, client: { host: '127.0.0.1', port: 40_000 } },
    'tap',
  );
  record.add(
    70.5,
    'connection.dialled',
    { link: 'wire', connection: 1, from: { host: '127.0.0.1', port: 40_002 } },
    'tap',
  );
  record.call('server', 'accept', { atMs: 30.2, tookMs: 40.5, result: { fd: 4, host: '127.0.0.1', port: 40_002 } });
  return injected;
}

export const receipt = (injected: Seq, toxic: Toxic, actual: string): Verdict => ({
  subject: 'receipt',
  label: `${toxic.name}: ${toxic.type}`,
  clause: 'receipt',
  outcome: 'held',
  expected: 'it takes effect',
  actual,
  span: INJECT,
  evidence: [injected],
});

interface Ended {
  readonly record: SampleRecord;
  readonly title: string;
  readonly toxic: Toxic;
  readonly endMs: number;
  readonly verdicts: readonly Verdict[];
}

export function compile({ record, title, toxic, endMs, verdicts }: Ended): RunReport {
  record.add(endMs - 10, 'run.cleanup-started', {});
  return compileReport({
    scenario: scenarioOf({ title, file: FILE, steps: [injectStep(INJECT, toxic.name)] }),
    record: record.record(title, endMs),
    verdicts: verdictOf(verdicts),
  });
}
