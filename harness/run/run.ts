// Plan → record: the only effect. Opens the links, carries out the steps with the rules beside them, cleans up whatever
// happened, and closes the record.
//
//   links ─▶ steps ∥ rules ─▶ let the wire finish ─▶ clean-up (last in, first out) ─▶ end

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../plan/index.js';
import { Recorder } from '../record/recorder.js';
import type { RecordEnd, RecordHeader, RunRecord } from '../record/run-record.js';
import { UndoStack } from '../vocabulary/undo.js';
import { performPlan } from './perform-plan.js';
import { RecordFile } from './record-file.js';
import type { World } from './world.js';

export interface RunOptions {
  /** Folder for `record.jsonl`; made if missing. undefined: the record is only returned. */
  readonly folder?: string;
  /** Aborts the run: everything is cleaned up, the record's end says interrupted. */
  readonly signal?: AbortSignal;
}

let runs = 0;

/** Runs a plan. Behaviour and trouble of the rig alike become events; rejects only on our own bugs. */
export async function run(plan: Plan, world: World, options: RunOptions = {}): Promise<RunRecord> {
  runs += 1;
  const runId = `guasto-${process.pid.toString(36)}-${runs.toString(36)}`;
  const recorder = new Recorder();
  const header = headerOf(plan, world, runId);
  const file = openRecordFile(options.folder, header, recorder);
  const undos = new UndoStack();
  const interrupted = options.signal ?? new AbortController().signal;
  let end: RecordEnd | undefined;
  try {
    undos.push('stop the noise meter', followNoise(world, recorder));
    const completed = await performPlan({ plan, world, recorder, undos, interrupted, runId });
    const reason = interrupted.aborted ? 'interrupted' : completed ? 'completed' : 'aborted';
    await cleanUp(recorder, undos);
    end = { atUs: recorder.now(), reason };
  } finally {
    // Empty unless something above threw.
    await undos.unwind();
    file?.close(end);
  }
  return { header, events: recorder.events, end };
}

function headerOf(plan: Plan, world: World, runId: string): RecordHeader {
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

function openRecordFile(folder: string | undefined, header: RecordHeader, recorder: Recorder): RecordFile | undefined {
  if (folder === undefined) return undefined;
  mkdirSync(folder, { recursive: true });
  return new RecordFile(join(folder, 'record.jsonl'), header, recorder);
}

function followNoise(world: World, recorder: Recorder): () => void {
  const unsubscribe = world.noise.subscribe((noise) => {
    recorder.emit({ observer: 'harness', kind: 'noise.measured', data: noise });
  });
  return unsubscribe;
}

async function cleanUp(recorder: Recorder, undos: UndoStack): Promise<void> {
  recorder.emit({ observer: 'harness', kind: 'run.cleanup-started', data: {} });
  for (const { what, error } of await undos.unwind()) {
    const message = error instanceof Error ? error.message : String(error);
    recorder.emit({ observer: 'harness', kind: 'rig.cleanup-failed', data: { what, message } });
  }
}
