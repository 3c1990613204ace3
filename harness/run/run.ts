// Plan → record: the only effect. Opens the links, carries out the steps with the rules beside them, cleans up whatever
// happened, and closes the record.
//
//   links ─▶ steps ∥ rules ─▶ let the wire finish ─▶ clean-up (last in, first out) ─▶ end

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../plan/index.js';
import { Recorder } from '../record/recorder.js';
import type { RecordEnd, RecordHeader, RunRecord } from '../record/run-record.js';
import { RigError } from '../vocabulary/rig-error.js';
import { UndoStack } from '../vocabulary/undo.js';
import { performPlan } from './perform-plan.js';
import { RecordFile } from './record-file.js';
import { recordRigError } from './rig-trouble.js';
import type { World } from './world.js';

export interface RunOptions {
  /** Folder for `record.jsonl`; made if missing. undefined: the record is only returned. */
  readonly folder?: string;
  /** Aborts the run: everything is cleaned up, the record's end says interrupted. */
  readonly signal?: AbortSignal;
}

let runs = 0;

/**
 * Runs a plan. Behaviour and trouble of the rig alike become events. Rejects only on our own bugs, and with a RigError when
 * there is no place for the record.
 */
export async function run(plan: Plan, world: World, options: RunOptions = {}): Promise<RunRecord> {
  const runId = newRunId();
  const interrupted = options.signal ?? new AbortController().signal;
  const fixedPorts = plan.programs.flatMap(({ port }) => (typeof port === 'number' ? [port] : []));
  const giveBackPorts = await world.fixedPorts.hold(fixedPorts);
  try {
    return await record({ plan, world, runId, interrupted, folder: options.folder });
  } finally {
    await giveBackPorts();
  }
}

/** Unique on a Toxiproxy that other machines and containers use too. */
export function newRunId(): string {
  runs += 1;
  return `guasto-${process.pid.toString(36)}-${runs.toString(36)}-${randomBytes(2).toString('hex')}`;
}

interface RunParts {
  readonly plan: Plan;
  readonly world: World;
  readonly runId: string;
  readonly interrupted: AbortSignal;
  readonly folder: string | undefined;
}

async function record({ plan, world, runId, interrupted, folder }: RunParts): Promise<RunRecord> {
  const recorder = new Recorder();
  const header = headerOf(plan, world, runId);
  const file = openRecordFile(folder, header, recorder);
  const undos = new UndoStack();
  let end: RecordEnd | undefined;
  try {
    undos.push('stop the noise meter', followNoise(world, recorder));
    const completed = await performPlan({ plan, world, recorder, undos, interrupted, runId, folder });
    const reason = interrupted.aborted ? 'interrupted' : completed ? 'completed' : 'aborted';
    await cleanUp(recorder, undos);
    if (file?.failure !== undefined) recordRigError(recorder, lostFile(file.failure));
    end = { atUs: recorder.now(), reason };
  } finally {
    // Empty unless something above threw.
    await undos.unwind();
    file?.close(end);
  }
  return { header, events: recorder.events, end };
}

export function headerOf(plan: Plan, world: World, runId: string): RecordHeader {
  return {
    format: 'guasto-record/1',
    runId,
    scenario: plan.identity,
    plan,
    seed: plan.seed,
    addresses: plan.addresses,
    startedAt: new Date().toISOString(),
    versions: world.versions,
    capabilities: world.capabilities,
  };
}

export function openRecordFile(
  folder: string | undefined,
  header: RecordHeader,
  recorder: Recorder,
): RecordFile | undefined {
  if (folder === undefined) return undefined;
  try {
    mkdirSync(folder, { recursive: true });
    return new RecordFile(join(folder, 'record.jsonl'), header, recorder);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RigError('workspace-failed', `expected to write the record in ${folder}, but: ${reason}`, {
      cause,
      hint: 'choose another folder with --reports',
    });
  }
}

/** The record in memory is whole, but what is left for later is not. */
export function lostFile(failure: Error): RigError {
  const message = `expected to write the whole record to its file, but: ${failure.message}`;
  return new RigError('workspace-failed', message, { hint: 'is the disk full?', cause: failure });
}

export function followNoise(world: World, recorder: Recorder): () => void {
  const unsubscribe = world.noise.subscribe((noise) => {
    recorder.emit({ observer: 'harness', kind: 'noise.measured', data: noise });
  });
  return unsubscribe;
}

export async function cleanUp(recorder: Recorder, undos: UndoStack): Promise<void> {
  for (const { what, error } of await undos.unwind()) {
    const message = error instanceof Error ? error.message : String(error);
    recorder.emit({ observer: 'harness', kind: 'rig.cleanup-failed', data: { what, message } });
  }
}
