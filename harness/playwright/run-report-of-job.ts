// The engine's result as the view model that reporters draw. Record and timeline are read back only if one asks for them.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JobResult } from '../engine/job.js';
import type { RunReport } from '../kinds/reporters/run-report.js';
import type { Verdict } from '../judge/verdict.js';
import { parseRecord } from '../record/json-lines.js';
import type { RecordEnd, RecordHeader, RunRecord } from '../record/run-record.js';
import { buildTimeline } from '../report/index.js';
import { readScenarioFile } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { CAPABILITIES, type Capabilities } from '../vocabulary/capabilities.js';

/** Without `known` (UI mode loads test files in another process) the scenario is read from its file. */
export function runReportOfJob(job: JobResult, known: Scenario | undefined): RunReport {
  const scenario = known ?? readScenario(job);
  const read = once(() => readRecord(job, scenario));
  const draw = once(() => timelineOf(job, scenario, read()));
  return {
    title: job.title,
    file: job.file,
    line: job.line,
    row: scenario?.identity.row,
    params: scenario?.params ?? {},
    proves: scenario?.proves,
    tags: scenario?.tags ?? [],
    outcome: job.outcome,
    startedAt: new Date(job.startedAtMs).toISOString(),
    durationUs: job.durationUs,
    reason: job.reason,
    pieces: job.pieces,
    attempts: job.attempts,
    folder: job.folder,
    repeat: job.repeat,
    get record() {
      return read();
    },
    get timeline() {
      return draw();
    },
  };
}

function readScenario({ file, title }: JobResult): Scenario | undefined {
  const { scenarios } = readScenarioFile(resolve(file));
  return scenarios.find(({ identity }) => identity.title === title);
}

/** The header costs one line, and the events only whoever asks for them. A run that was not made has an empty record. */
function readRecord(job: JobResult, scenario: Scenario | undefined): RunRecord {
  if (job.folder === undefined) return { header: emptyHeader(job, scenario), events: [] };
  const text = once(() => readFileSync(join(job.folder ?? '', 'record.jsonl'), 'utf8'));
  const whole = once(() => parseRecord(text()));
  const header = once(() => parseRecord(text().slice(0, text().indexOf('\n') + 1)).header);
  return {
    get header() {
      return header();
    },
    get events() {
      return whole().events;
    },
    get end() {
      // Present or undefined, as in a record that was cut short.
      return whole().end as RecordEnd;
    },
  };
}

function emptyHeader(job: JobResult, scenario: Scenario | undefined): RecordHeader {
  return {
    format: 'guasto-record/1',
    runId: '',
    scenario: scenario?.identity ?? { title: job.title, file: job.file, line: job.line, sha256: '' },
    plan: undefined,
    seed: 0,
    addresses: {},
    startedAt: new Date(job.startedAtMs).toISOString(),
    versions: {},
    // Of a machine that was not probed from this process.
    capabilities: Object.fromEntries(Object.keys(CAPABILITIES).map((name) => [name, 'not probed'])) as Capabilities,
  };
}

function timelineOf(job: JobResult, scenario: Scenario | undefined, record: RunRecord): RunReport['timeline'] {
  if (scenario === undefined) throw new Error(`${job.file} was changed while it was run`);
  const verdicts = job.pieces.map((piece): Verdict => ({
    ...piece,
    // A piece is a verdict with texts added; its subject was a verdict's.
    subject: piece.subject as Verdict['subject'],
    evidence: piece.evidence.map(({ seq }) => seq),
  }));
  return buildTimeline({ scenario, record, verdicts: { outcome: job.outcome, verdicts }, pieces: job.pieces });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
