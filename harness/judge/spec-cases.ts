// For specs of the judge: steps, records and how a verdict is told in a table.

import { RecordBuilder } from '../record/record-builder.js';
import type { RunRecord } from '../record/run-record.js';
import { judge } from './judge.js';
import { scenarioOf, step, type ScenarioParts } from './scenario-builder.js';
import type { Verdict } from './verdict.js';

export const AWAIT = step(10, 'await exit client', {
  do: 'await',
  condition: { on: 'exit', program: 'client', code: undefined, signal: undefined },
  withinUs: 5_000_000,
});
export const GUARD = step(11, 'guard tcp server.port', {
  do: 'guard',
  condition: { on: 'tcp', port: '${server.port}', states: ['TIME_WAIT'], absent: false },
  withinUs: 1_000_000,
});
export const KILL = step(12, 'signal KILL to server', {
  do: 'inject',
  name: 'signal KILL to server',
  fault: 'signal',
  spec: { program: 'server', signal: 'KILL' },
});
export const TIMES_OUT = { call: { by: 'client', name: 'recv' }, raises: 'TimeoutError' };

const brief = ({ subject, clause, outcome, span }: Verdict): string => `${subject} ${clause} ${outcome} :${span.line}`;

/** Outcome of the whole, then each piece. */
export function told(parts: ScenarioParts, record: RunRecord): readonly string[] {
  const { outcome, verdicts } = judge(scenarioOf(parts), record);
  return [outcome, ...verdicts.map(brief)];
}

export const client = (): RecordBuilder =>
  new RecordBuilder({ server: { host: '127.0.0.1', port: 4000 } }).start(0, 'client');
export const timedOut = (): RecordBuilder =>
  client().raise('client', 'recv', 'TimeoutError', { atUs: 10, durationUs: 20 });
export const returned = (): RecordBuilder =>
  client().call('client', 'recv', { atUs: 10, durationUs: 20, sizeBytes: 4 });
