// Plan → record: the only effect. Opens the links, carries out the steps with the rules beside them, cleans up whatever
// happened, and closes the record.
//
//   links ─▶ steps ∥ rules ─▶ let the wire finish ─▶ clean-up (last in, first out) ─▶ end

import type { Plan } from '../plan/index.js';
import type { RunRecord } from '../record/run-record.js';
import { fixedPortsOf } from './fixed-ports.js';
import { OpenRecord } from './open-record.js';
import { performPlan } from './perform-plan.js';
import type { World } from './world.js';

export interface RunOptions {
  /** Folder for `record.jsonl`; made if missing. undefined: the record is only returned. */
  readonly folder?: string;
  /** Aborts the run: everything is cleaned up, the record's end says interrupted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a plan. Behaviour and trouble of the rig alike become events. Rejects only on our own bugs, and with a RigError when
 * there is no place for the record.
 */
export async function run(plan: Plan, world: World, options: RunOptions = {}): Promise<RunRecord> {
  const giveBackPorts = await world.fixedPorts.hold(fixedPortsOf(plan));
  try {
    return await runNow(plan, world, options);
  } finally {
    await giveBackPorts();
  }
}

async function runNow(plan: Plan, world: World, { folder, signal }: RunOptions): Promise<RunRecord> {
  const interrupted = signal ?? new AbortController().signal;
  const record = new OpenRecord(plan, world, folder);
  const { recorder, undos, runId } = record;
  try {
    const completed = await performPlan({ plan, world, recorder, undos, interrupted, runId, folder });
    return await record.close(interrupted.aborted ? 'interrupted' : completed ? 'completed' : 'aborted');
  } catch (error) {
    await record.abandon();
    throw error;
  }
}
