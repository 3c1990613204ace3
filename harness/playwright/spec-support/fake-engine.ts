// For the specs of this room: an engine that runs nothing and says what a scenario's title says (`breaks`, `is
// inconclusive`, `is unsupported`, else held; `takes 200 ms`). As a globalSetup it stands in for the engine process.

import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, Job, JobProgress, JobResult } from '../../engine/job.js';
import { listenFor, send, type Request } from '../../engine/wire.js';
import type { ReportPiece } from '../../kinds/reporters/run-report.js';
import { endLine, headerLine } from '../../record/json-lines.js';
import type { RecordHeader } from '../../record/run-record.js';
import { readScenarioFile } from '../../scenario/index.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { Span } from '../../vocabulary/problems.js';
import { CAPABILITIES, type Capabilities } from '../../vocabulary/capabilities.js';
import { seqOf } from '../../vocabulary/time.js';
import { ENVIRONMENT } from '../environment.js';

export class FakeEngine implements Engine {
  readonly announced: Job[] = [];
  readonly executed: Job[] = [];
  readonly #results = new Map<string, Promise<JobResult>>();
  readonly #watchers: ((progress: JobProgress) => void)[] = [];

  announce(jobs: readonly Job[]): void {
    this.announced.push(...jobs);
    for (const job of jobs) void this.#resultOf(job);
  }

  execute(job: Job): Promise<JobResult> {
    this.executed.push(job);
    return this.#resultOf(job);
  }

  watch(listener: (progress: JobProgress) => void): void {
    this.#watchers.push(listener);
  }

  async close(): Promise<void> {}

  #resultOf(job: Job): Promise<JobResult> {
    const result = this.#results.get(job.id) ?? this.#perform(job);
    this.#results.set(job.id, result);
    return result;
  }

  async #perform(job: Job): Promise<JobResult> {
    this.#tell({ job, state: 'began' });
    const result = await pretend(job);
    this.#tell({ job, state: 'ended' });
    return result;
  }

  #tell(progress: JobProgress): void {
    for (const listener of this.#watchers) listener(progress);
  }
}

/** A globalSetup. Writes what was announced and executed to `engine-log.json` in the working directory when it ends. */
async function serveFakeEngine(): Promise<() => Promise<void>> {
  const engine = new FakeEngine();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    listenFor<Request>(socket, (request) => {
      if (request.do === 'announce') engine.announce(request.jobs);
      else if (request.do === 'watch') engine.watch((progress) => send(socket, { progress }));
      else void engine.execute(request.job).then((result) => send(socket, { id: request.job.id, result }));
    });
  });
  const path = join(tmpdir(), `guasto-fake-${process.pid}.sock`);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  process.env[ENVIRONMENT.engine] = path;
  return async () => {
    writeFileSync('engine-log.json', JSON.stringify({ announced: engine.announced, executed: engine.executed }));
    server.close();
  };
}

// Playwright calls the default export of a globalSetup.
// oxlint-disable-next-line import/no-default-export
export default serveFakeEngine;

async function pretend(job: Job): Promise<JobResult> {
  const { scenarios } = readScenarioFile(job.path);
  const scenario = scenarios.find(({ identity }) => identity.row === job.row);
  if (scenario === undefined) throw new Error(`${job.path} has no row ${job.row}`);
  const { title } = scenario.identity;
  const startedAtMs = Date.now();
  const durationMs = Number(/takes (\d+) ms/.exec(title)?.[1] ?? 1);
  await new Promise((resolve) => setTimeout(resolve, durationMs));
  const outcome = /unless retried/.test(title) && job.attempt > 0 ? 'held' : outcomeSaidBy(title);
  return resultOf(job, scenario, { outcome, startedAtMs, durationUs: durationMs * 1000 });
}

function outcomeSaidBy(title: string): Outcome {
  if (/breaks/.test(title)) return 'broken';
  if (/inconclusive/.test(title)) return 'inconclusive';
  return /unsupported/.test(title) ? 'unsupported' : 'held';
}

interface Told {
  readonly outcome: Outcome;
  readonly startedAtMs: number;
  readonly durationUs: number;
}

function resultOf(job: Job, scenario: Scenario, told: Told): JobResult {
  const { title, file, line } = scenario.identity;
  const span = scenario.expectations.at(-1)?.span ?? scenario.span;
  return {
    ...told,
    id: job.id,
    runId: told.outcome === 'unsupported' ? '' : nameOf(job),
    title,
    file,
    line,
    row: scenario.identity.row,
    params: scenario.params,
    proves: scenario.proves,
    tags: scenario.tags,
    seed: 1,
    story: told.outcome === 'broken' ? STORY : [],
    attempts: told.outcome === 'inconclusive' ? 3 : 1,
    folder: told.outcome === 'unsupported' ? undefined : writeFolder(job, scenario),
    reason: told.outcome === 'unsupported' ? 'this machine has no such thing' : undefined,
    steps: scenario.steps.map(({ label, span: place }, index) => ({
      label,
      span: place,
      startUs: (told.durationUs * index) / scenario.steps.length,
      durationUs: told.durationUs / scenario.steps.length,
      outcome: 'done',
    })),
    pieces: told.outcome === 'unsupported' ? [] : [piece(told.outcome, span)],
    text: `${told.outcome} ${title}`,
    repeat: `npx guasto run ${file}:${line}`,
  };
}

function piece(outcome: Outcome, span: Span): ReportPiece {
  return {
    subject: 'expectation',
    label: 'exit of client',
    clause: 'code',
    outcome,
    expected: 'exit code 0',
    actual: outcome === 'held' ? 'exit code 0' : 'exit code 7',
    span,
    sourceLine: '',
    frame: [],
    evidence: [{ seq: seqOf(0), atUs: 1_234, text: 'client exited with code 7' }],
  };
}

const STORY = [
  { atUs: 1_234, who: 'client', text: 'exits with code 7', proves: true, isFault: false, omittedBefore: 2 },
] as const;

const nameOf = (job: Job): string => job.id.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(-60);

function writeFolder(job: Job, scenario: Scenario): string {
  const name = nameOf(job);
  const folder = join(process.env[ENVIRONMENT.reports] ?? tmpdir(), `run${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'timeline.svg'),
    `<svg xmlns="http://www.w3.org/2000/svg"><text>${PICTURE}</text></svg>\n`,
  );
  const header: RecordHeader = {
    format: 'guasto-record/1',
    runId: name,
    scenario: scenario.identity,
    plan: null,
    seed: 1,
    addresses: {},
    startedAt: new Date().toISOString(),
    versions: {},
    capabilities: NO_CAPABILITIES,
  };
  writeFileSync(join(folder, 'record.jsonl'), headerLine(header) + endLine({ atUs: 1000, reason: 'completed' }));
  return folder;
}

/** A text by which a spec finds the picture in a report. */
export const PICTURE = 'a fake picture';

const NO_CAPABILITIES = Object.fromEntries(Object.keys(CAPABILITIES).map((name) => [name, 'fake'])) as Capabilities;
