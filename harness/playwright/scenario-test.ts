// The test of one scenario: asks the engine for a run, then replays its steps, and fails where the YAML says.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestInfo } from '@playwright/test';
import type { Engine, JobResult } from '../engine/job.js';
import type { Span } from '../vocabulary/problems.js';
import { isPooled, openEngine } from './engine-of-worker.js';
import { ENVIRONMENT } from './environment.js';
import { combined, failuresOf, pieceTitle, ScenarioFailure } from './failures.js';
import { keepWorker } from './keep-worker.js';
import { currentRound, jobOfTest } from './job-of-test.js';
import { processState, type RegisteredScenario } from './process-state.js';
import { playwrightTest } from './runner-instance.js';
import { VERDICTS_ATTACHMENT } from './verdicts-attachment.js';

/** The engine runs an inconclusive scenario at most three times; the rest is for starting and cleaning up. */
const RUNS = 3;
const SLACK_MS = 30_000;

const { test: base } = playwrightTest();

/** Tests of scenarios: each worker has one engine for all of them. */
export const scenarioTest = base.extend<object, { readonly engine: Engine }>({
  engine: [
    // Playwright reads the dependencies of a fixture from this pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const engine = await openEngine();
      await use(engine);
      await engine.close();
    },
    { scope: 'worker', timeout: 60_000, box: true },
  ],
});

export async function runScenarioTest(scenario: RegisteredScenario, engine: Engine, testInfo: TestInfo): Promise<void> {
  // A Ctrl-C while Playwright prepares the test interrupts nothing that waits: the test would go on to its end.
  if (testInfo.status === 'interrupted') return;
  testInfo.setTimeout(isPooled() ? 0 : boundMs(scenario)); // Pooled: time in the queue is not the scenario's.
  const result = await askEngine(scenario, engine, testInfo);
  attachEvidence(result, testInfo);
  if (result.outcome === 'unsupported' && processState().options?.strict !== true) {
    return testInfo.skip(true, result.reason ?? 'this machine lacks what the scenario needs');
  }
  const failures = failuresOf(result);
  if (failures.length > 0) keepWorker(testInfo);
  await replay(result, failures);
}

async function askEngine(scenario: RegisteredScenario, engine: Engine, testInfo: TestInfo): Promise<JobResult> {
  const retries = testInfo.project.retries;
  const job = jobOfTest(scenario, currentRound(), { retry: testInfo.retry, repeat: testInfo.repeatEachIndex, retries });
  const limitMs = boundMs(scenario) + (isPooled() ? Number(process.env[ENVIRONMENT.queueBoundMs] ?? 600_000) : 0);
  const place = { what: testInfo.title, place: { file: scenario.path, line: testInfo.line, column: testInfo.column } };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = `expected a result within ${Math.round(limitMs / 1000)} s, the engine gave none`;
    timer = setTimeout(() => reject(new ScenarioFailure('EngineFailure', message, [place])), limitMs);
  });
  try {
    return await Promise.race([engine.execute(job), late]);
  } catch (error) {
    if (error instanceof ScenarioFailure) throw error;
    const message = `the engine could not run this scenario: ${error instanceof Error ? error.message : String(error)}`;
    throw new ScenarioFailure('EngineFailure', message, [place]);
  } finally {
    clearTimeout(timer);
  }
}

/** The one shows inline in Playwright's HTML report, the other opens from it. */
const PICTURES = { 'timeline.svg': 'image/svg+xml', 'timeline.html': 'text/html' } as const;

function attachEvidence(result: JobResult, testInfo: TestInfo): void {
  // First, and in the body: our reporter reads the true timings from it before the steps end.
  testInfo.attachments.push({
    name: VERDICTS_ATTACHMENT,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(result)),
  });
  if (result.folder === undefined) return;
  // By path: reporters that print texts leave them alone, and blob reports take them along.
  for (const [name, contentType] of Object.entries(PICTURES)) {
    const path = join(result.folder, name);
    if (existsSync(path)) testInfo.attachments.push({ name, contentType, path });
  }
  const capture = join(result.folder, 'capture.pcap');
  if (existsSync(capture)) {
    testInfo.attachments.push({ name: 'capture.pcap', contentType: 'application/vnd.tcpdump.pcap', path: capture });
  }
  testInfo.annotations.push({ type: 'record', description: join(result.folder, 'record.jsonl') });
}

/** Each step and each piece of the verdict as a step of the test, red where it failed; then the failure. */
async function replay(result: JobResult, failures: readonly ScenarioFailure[]): Promise<void> {
  const failureAt = new Map(failures.flatMap((failure) => (failure.piece ? [[failure.piece, failure] as const] : [])));
  const pieces = result.pieces.map((piece) => ({ piece, failure: failureAt.get(piece) }));
  for (const step of result.steps) {
    const own = pieces.find(({ piece, failure }) => failure !== undefined && samePlace(piece.span, step.span));
    await show(step.label, step.span, own?.failure);
  }
  for (const { piece, failure } of pieces) {
    if (result.steps.some((step) => samePlace(piece.span, step.span))) continue;
    await show(pieceTitle(piece), piece.span, failure);
  }
  const failure = combined(failures);
  if (failure !== undefined) throw failure;
}

async function show(title: string, span: Span, failure: ScenarioFailure | undefined): Promise<void> {
  const location = { file: resolve(span.file), line: span.line, column: span.column };
  const body = (): void => {
    if (failure !== undefined) throw failure;
  };
  try {
    await scenarioTest.step(title, body, { location });
  } catch (error) {
    if (error !== failure) throw error; // It is thrown in the end, with all the others.
  }
}

const samePlace = (a: Span, b: Span): boolean => a.file === b.file && a.line === b.line && a.column === b.column;

const boundMs = (scenario: RegisteredScenario): number => (RUNS * scenario.scenario.timeoutUs) / 1000 + SLACK_MS;
