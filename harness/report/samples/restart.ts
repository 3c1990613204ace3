// A direct link: the server is killed and started again, but the guard finds no socket in TIME_WAIT: inconclusive.

import { compileReport } from '../compile-report.js';
import { SampleRecord } from './sample-record.js';
import { injectStep, linkTo, programOf, scenarioOf, spanAt, verdictOf } from './sample-scenario.js';
import type { RunReport } from '../../kinds/reporters/run-report.js';

const FILE = 'scenarios/setsockopt/rebind-after-kill.scenario.yaml';
const TITLE = 'with SO_REUSEADDR the old port can be bound at once after kill -9';
const GUARD = spanAt(FILE, 16, 5, 5);

export function restartedServer(): RunReport {
  const record = new SampleRecord(FILE);
  record.add(0.2, 'step.started', { step: 0, label: 'start server' });
  record.spawn(1, 'server');
  record.call('server', 'bind', { atMs: 30, args: { host: '127.0.0.1', port: 21_000 } });
  record.call('server', 'accept', { atMs: 30.4, tookMs: 39.7, result: { fd: 4, host: '127.0.0.1', port: 40_000 } });
  record.add(34, 'step.started', { step: 1, label: 'start client' });
  record.spawn(35, 'client');
  record.call('client', 'connect', { atMs: 70, tookMs: 0.1, args: { host: '127.0.0.1', port: 21_000 } });
  record.open('server', 'recv', { atMs: 70.6, args: { bufsize: 1_024 } });
  record.open('client', 'recv', { atMs: 70.7, args: { bufsize: 1_024 }, timeoutS: 10 });
  record.add(72, 'step.started', { step: 2, label: 'signal KILL to server' });
  record.add(73, 'process.signalled', { program: 'server', run: 1, signal: 'KILL' });
  record.add(74, 'process.exited', { program: 'server', run: 1, code: null, signal: 'SIGKILL' });
  const injected = record.add(74.2, 'fault.injected', {
    name: 'signal-1',
    fault: 'signal',
    program: 'server',
    spec: { program: 'server', signal: 'KILL' },
  });
  record.add(75, 'step.started', { step: 3, label: 'guard tcp of port 21000 in FIN_WAIT1, FIN_WAIT2, TIME_WAIT' });
  const sample = record.add(76, 'tcp.sampled', { port: 21_000, sockets: [] }, 'kernel');
  const guard = record.add(1_076, 'guard.checked', {
    step: 3,
    outcome: 'missed',
    expected: 'a socket of port 21000 in FIN_WAIT1, FIN_WAIT2 or TIME_WAIT within 1 s',
    actual: 'port 21000: no socket',
  });
  record.add(1_076.1, 'step.ended', { step: 3, outcome: 'missed' });
  record.add(1_077, 'step.started', { step: 4, label: 'restart server' });
  record.spawn(1_078, 'server', 2);
  record.call('server', 'bind', { atMs: 1_110, args: { host: '127.0.0.1', port: 21_000 }, run: 2 });
  record.add(
    1_112,
    'process.listening',
    { program: 'server', run: 2, address: { host: '127.0.0.1', port: 21_000 } },
    'kernel',
  );
  record.add(1_113, 'run.cleanup-started', {});
  return compileReport({
    scenario: scenarioOf({
      title: TITLE,
      file: FILE,
      proves: 'reuseaddr-allows-immediate-rebind',
      programs: [programOf('server'), programOf('client', ['client.py', '${wire.port}'])],
      links: [linkTo('server', 'direct')],
      steps: [injectStep(spanAt(FILE, 14, 5, 6), 'signal-1')],
    }),
    record: record.record(TITLE, 1_130),
    verdicts: verdictOf([
      {
        subject: 'receipt',
        label: 'SIGKILL to server',
        clause: 'receipt',
        outcome: 'held',
        expected: 'SIGKILL to server takes effect',
        actual: 'server was killed by SIGKILL',
        span: spanAt(FILE, 14, 5, 6),
        evidence: [injected],
      },
      {
        subject: 'guard',
        label: 'guard tcp of port 21000 in FIN_WAIT1, FIN_WAIT2, TIME_WAIT',
        clause: 'guard',
        outcome: 'inconclusive',
        expected: 'a socket of port 21000 in FIN_WAIT1, FIN_WAIT2 or TIME_WAIT within 1 s',
        actual: 'port 21000: no socket',
        hint: 'without this precondition the scenario proves nothing: change the steps before it so that it comes true',
        span: GUARD,
        evidence: [sample, guard],
      },
    ]),
  });
}
