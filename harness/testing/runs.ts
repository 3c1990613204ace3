// Whole runs for specs: from a scenario's text to its record, in one world for the file.

import assert from 'node:assert/strict';
import { isKind, type EventKind, type EventOf, type RunEvent } from '../record/event.js';
import type { RunRecord } from '../record/run-record.js';
import { run, type RunOptions, type World } from '../run/index.js';
import { readListeners } from '../run/kernel-table.js';
import { isAlive } from './eventually.js';
import { planIn } from './plan-of.js';
import type { AfterTest } from './scratch-folder.js';
import { CLAIM } from './claim.js';

export async function runText(world: World, t: AfterTest, yaml: string, options?: RunOptions): Promise<RunRecord> {
  return await run(planIn(world, t, yaml), world, options);
}

/** A scenario of one program, `it`, which is run to its end. `run`: its argv, as YAML. */
export const scenarioOfOne = (argv: string): string => `title: it
${CLAIM}
programs:
  it: { run: ${argv} }
steps:
  - start: it
  - await: { exit: it, within: 10s }
expect:
  - exit: { of: it, code: 0 }
`;

export function eventsIn<K extends EventKind>(record: RunRecord, kind: K): readonly Extract<RunEvent, EventOf<K>>[] {
  return record.events.filter((event) => isKind(event, kind));
}

/** The texts of all lines of output. */
export const linesIn = (record: RunRecord): readonly string[] =>
  eventsIn(record, 'output.line').map(({ data }) => data.text);

/** Of what the record tells, no process and no listener is left, and nothing failed in the clean-up. */
export function assertNothingLeft(record: RunRecord): void {
  for (const { data } of eventsIn(record, 'process.spawned')) assert.equal(isAlive(data.pid), false);
  const ports = Object.values(record.header.addresses).map(({ port }) => port);
  const listening = readListeners().map(({ local }) => local.port);
  assert.deepEqual(
    ports.filter((port) => listening.includes(port)),
    [],
  );
  assert.deepEqual(eventsIn(record, 'rig.cleanup-failed'), []);
}
