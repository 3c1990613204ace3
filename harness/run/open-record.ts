// The record of a run that goes on: its file, the noise of the machine in it, and all that must be undone before it is closed.

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../plan/index.js';
import { Recorder } from '../record/recorder.js';
import type { RecordEnd, RecordHeader, RunRecord } from '../record/run-record.js';
import { RigError } from '../vocabulary/rig-error.js';
import { UndoStack } from '../vocabulary/undo.js';
import { RecordFile } from './record-file.js';
import { recordRigError } from './rig-trouble.js';
import type { World } from './world.js';

let runs = 0;

export class OpenRecord {
  readonly recorder = new Recorder();
  readonly undos = new UndoStack();
  readonly runId = newRunId();
  readonly #header: RecordHeader;
  #file: RecordFile | undefined;

  /** `folder`: for `record.jsonl`; made if missing. Throws RigError when there is no place for it; nothing is open then. */
  constructor(plan: Plan, world: World, folder: string | undefined) {
    this.#header = {
      format: 'guasto-record/1',
      runId: this.runId,
      scenario: plan.identity,
      plan,
      seed: plan.seed,
      addresses: plan.addresses,
      startedAt: new Date().toISOString(),
      versions: world.versions,
      capabilities: world.capabilities,
    };
    this.#file = folder === undefined ? undefined : openFile(folder, this.#header, this.recorder);
    const unsubscribe = world.noise.subscribe((noise) => {
      this.recorder.emit({ observer: 'harness', kind: 'noise.measured', data: noise });
    });
    this.undos.push('stop the noise meter', unsubscribe);
  }

  /** Undoes everything, then writes the end. */
  async close(reason: RecordEnd['reason']): Promise<RunRecord> {
    for (const { what, error } of await this.undos.unwind()) {
      const message = error instanceof Error ? error.message : String(error);
      this.recorder.emit({ observer: 'harness', kind: 'rig.cleanup-failed', data: { what, message } });
    }
    this.#file?.flush();
    if (this.#file?.failure !== undefined) recordRigError(this.recorder, lostFile(this.#file.failure));
    const end = { atUs: this.recorder.now(), reason };
    this.#closeFile(end);
    return { header: this.#header, events: this.recorder.events, end };
  }

  /** Our own bug, or a run that could not begin: undoes everything, and leaves the file without an end. */
  async abandon(): Promise<void> {
    await this.undos.unwind();
    this.#closeFile(undefined);
  }

  #closeFile(end: RecordEnd | undefined): void {
    this.#file?.close(end);
    this.#file = undefined;
  }
}

/** Unique on a Toxiproxy that other machines and containers use too. */
function newRunId(): string {
  runs += 1;
  return `guasto-${process.pid.toString(36)}-${runs.toString(36)}-${randomBytes(2).toString('hex')}`;
}

function openFile(folder: string, header: RecordHeader, recorder: Recorder): RecordFile {
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
function lostFile(failure: Error): RigError {
  const message = `expected to write the whole record to its file, but: ${failure.message}`;
  return new RigError('workspace-failed', message, { hint: 'is the disk full?', cause: failure });
}
