// Lets an engine run the scenario once for each failure, side by side, and tells each result as soon as it is there.
//
//   itself (must hold) ─▶ twice with its calls counted ─▶ plan ─▶ once for each failure ─▶ fates

import type { Engine, Job, JobResult } from '../../engine/job.js';
import type { RunRecord, Variant } from '../../record/run-record.js';
import type { Scenario } from '../../scenario/scenario.js';
import { classify } from './classify.js';
import { keyOf, type Failure, type FailureResult } from './failure.js';
import { planFailures, type FailureChoice } from './plan-failures.js';

export interface FailCallsRequest {
  readonly scenario: Scenario;
  /** Whose calls fail. */
  readonly programs: readonly string[];
  readonly choice: FailureChoice;
  /** At most so many runs with a failure. */
  readonly limit: number;
  /** Known from an earlier invocation that was interrupted: not run again. */
  readonly known: readonly FailureResult[];
}

export interface FailCallsHost {
  readonly engine: Engine;
  /** Reads the record of a run from its folder. */
  readonly readRecord: (folder: string) => RunRecord;
  /** Called with each new result. */
  readonly tell: (result: FailureResult, progress: { readonly done: number; readonly of: number }) => void;
  readonly isInterrupted: () => boolean;
}

export interface FailCallsOutcome {
  /** Names of the calls that could be made to fail, each once: what a choice that fits none could have been made of. */
  readonly calls: readonly string[];
  /** In the order of the calls; those that were known among them. */
  readonly results: readonly FailureResult[];
  /** How many more there are beyond the limit. */
  readonly beyondLimit: number;
}

/** Why there is nothing to compare with: the scenario does not hold, or can't be run here. */
export interface NoBasis {
  readonly basis: JobResult;
}

export async function performFailures(
  request: FailCallsRequest,
  host: FailCallsHost,
): Promise<FailCallsOutcome | NoBasis> {
  const { scenario, programs, choice, limit } = request;
  const itself = await host.engine.execute(jobOf(scenario, 'itself'));
  if (itself.outcome !== 'held') return { basis: itself };
  const counting: Variant = { kind: 'syscalls', programs };
  const counted = await Promise.all(
    [1, 2].map((time) => host.engine.execute(jobOf(scenario, `counted ${time}`, counting, time - 1))),
  );
  const failed = counted.find(({ outcome }) => outcome !== 'held');
  if (failed !== undefined) return { basis: failed };
  const untouched = counted.map((result) => host.readRecord(result.folder ?? ''));
  const [first] = untouched;
  const all = first === undefined ? [] : planFailures(first, choice);
  const planned = all.slice(0, limit);
  const results = await runAll(planned, untouched, request, host);
  return { calls: namesOfCalls(first), results, beyondLimit: all.length - planned.length };
}

const namesOfCalls = (counted: RunRecord | undefined): readonly string[] =>
  counted === undefined ? [] : [...new Set(planFailures(counted).map(({ call }) => call))];

async function runAll(
  planned: readonly Failure[],
  untouched: readonly RunRecord[],
  { scenario, known }: FailCallsRequest,
  host: FailCallsHost,
): Promise<readonly FailureResult[]> {
  const results = new Map(known.map((result) => [keyOf(result), result]));
  const open = planned.filter((failure) => !results.has(keyOf(failure)));
  const jobs = open.map((failure) => ({ failure, job: failingJob(scenario, failure) }));
  host.engine.announce(jobs.map(({ job }) => job));
  let done = planned.length - open.length;
  await Promise.all(
    jobs.map(async ({ failure, job }) => {
      const result = await resultOf(failure, job, untouched, host);
      if (result === undefined) return;
      results.set(keyOf(failure), result);
      done += 1;
      host.tell(result, { done, of: planned.length });
    }),
  );
  return planned.flatMap((failure) => results.get(keyOf(failure)) ?? []);
}

/** undefined when everything is being ended: the next invocation runs it again. */
async function resultOf(
  failure: Failure,
  job: Job,
  untouched: readonly RunRecord[],
  { engine, readRecord, isInterrupted }: FailCallsHost,
): Promise<FailureResult | undefined> {
  try {
    const { folder, durationUs, reason } = await engine.execute(job);
    if (isInterrupted()) return undefined;
    if (folder === undefined) return doubtful(failure, reason ?? 'it left no record');
    return { ...failure, ...classify(readRecord(folder), failure, untouched), durationUs, folder };
  } catch (error) {
    if (isInterrupted()) return undefined;
    return doubtful(failure, error instanceof Error ? error.message : String(error));
  }
}

const doubtful = (failure: Failure, detail: string): FailureResult => ({
  ...failure,
  fate: 'doubtful',
  detail,
  hits: 0,
  durationUs: 0,
});

function failingJob(scenario: Scenario, failure: Failure): Job {
  const { program, syscall, nth, errno } = failure;
  return jobOf(scenario, keyOf(failure), { kind: 'syscalls', programs: [program], failure: { syscall, nth, errno } });
}

function jobOf({ path, identity }: Scenario, id: string, variant?: Variant, attempt = 0): Job {
  return {
    id: `${path}:${identity.row ?? ''} ${id}`,
    path,
    row: identity.row,
    attempt,
    ...(variant === undefined ? {} : { variant }),
  };
}
