// What our reporter prints while the tests run and at their end, and the files it leaves in the invocation's folder.

import { stripVTControlCharacters } from 'node:util';
import type { FullResult, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import type { JobProgress, JobResult } from '../engine/job.js';
import { renderRun, renderSummary, REPORTERS } from '../kinds/reporters/index.js';
import { inOrderOfPlace } from '../kinds/reporters/order-runs.js';
import type { SuiteReport, SuiteReporter } from '../kinds/reporters/reporter.js';
import type { RunSummary } from '../kinds/reporters/run-report.js';
import { shownPath } from '../scenario/index.js';
import { outliveReader } from '../vocabulary/outlive-reader.js';
import { adoptRun } from './adopt-run.js';
import { wantsColour } from './colour.js';
import { readEarlierRuns } from './earlier-runs.js';
import { ENVIRONMENT } from './environment.js';
import { findRepository } from './find-repository.js';
import { LiveProgress } from './live-progress.js';
import { renderOthers, renderOtherTest } from './other-tests.js';
import type { PlannedJob } from './plan-of-suite.js';
import { canErase } from './progress-line.js';
import { scriptedResult } from './scripted-run.js';
import { summaryOfJob } from './summary-of-job.js';
import { attachedResult } from './verdicts-attachment.js';
import { appendStepSummary, writeSuiteFiles } from './write-suite-files.js';

const LIVE = 'terminal';

export interface SuiteOutputOptions {
  /** The tests were run elsewhere, and came in blob reports. */
  readonly merges: boolean;
}

export class SuiteOutput {
  readonly #print: readonly string[];
  readonly #colour = wantsColour();
  readonly #jobs = new Map<TestResult, JobResult | undefined>();
  readonly #merges: boolean;
  #progress: LiveProgress | undefined;

  /** Names of reporters; unknown ones throw. */
  constructor(print: readonly string[], { merges }: SuiteOutputOptions) {
    for (const name of print) reporterNamed(name);
    outliveReader(process.stdout, process.stderr);
    this.#print = print;
    this.#merges = merges;
  }

  get prints(): boolean {
    return this.#print.length > 0;
  }

  /** Is there a line that shows how far the run is? */
  get shows(): boolean {
    return this.#progress !== undefined;
  }

  /** At a terminal that can erase, a line at the bottom shows how far the run is. */
  begin(planned: readonly PlannedJob[], concurrency: number): void {
    if (!this.#print.includes(LIVE) || !canErase(process.stdout)) return;
    const folder = process.env[ENVIRONMENT.reports];
    const identities = planned.map(({ identity: { file, title, row } }) => ({ file, title, row }));
    const earlier = folder === undefined ? undefined : readEarlierRuns(folder, identities);
    this.#progress = new LiveProgress({ planned, concurrency, earlier });
  }

  progressed(progress: JobProgress): void {
    this.#progress?.hear(progress);
  }

  /** One test is over, or one try of it. */
  testEnded(test: TestCase, result: TestResult): void {
    const job = this.#jobOf(test, result);
    if (job !== undefined) this.#progress?.judged(job.outcome);
    if (!this.#print.includes(LIVE)) return;
    // Of a scripted test Playwright's own words tell more: they have the line of the script.
    const isOther = job === undefined || attachedResult(result) === undefined;
    this.#tell(
      isOther
        ? this.#coloured(renderOtherTest(test, result, job))
        : renderRun(summaryOfJob(job), { colour: this.#colour }),
    );
  }

  /** Something failed outside of any test. */
  error({ message, value, snippet = '' }: TestError): void {
    if (!this.prints) return;
    const text = `${message ?? value ?? 'an error without a message'}\n${snippet}`;
    this.#around(() => print(this.#coloured(text), process.stderr));
  }

  /** What a test itself printed, or whatever it has started. */
  printed(chunk: string | Buffer, stream: NodeJS.WriteStream): void {
    if (this.#print.includes(LIVE)) this.#around(() => print(chunk.toString(), stream));
  }

  /** Writes the files, then prints the summary. */
  end(tests: readonly TestCase[], end: FullResult): void {
    this.#progress?.end();
    this.#progress = undefined;
    const report = this.#suiteReport(tests, end);
    if (this.#print.includes(LIVE)) print(renderOthers(tests));
    if (report.runs.length === 0) return;
    const folder = process.env[ENVIRONMENT.reports];
    if (folder !== undefined) writeSuiteFiles(report, folder);
    appendStepSummary(report);
    for (const name of this.#print) {
      print(name === LIVE ? renderSummary(report, { colour: this.#colour }) : render(name, report, this.#colour));
    }
  }

  #suiteReport(tests: readonly TestCase[], end: FullResult): SuiteReport {
    const folder = process.env[ENVIRONMENT.reports];
    const runs = inOrderOfPlace(tests.flatMap((test) => this.#lastRun(test) ?? []));
    return {
      runs,
      startedAt: end.startTime.toISOString(),
      durationUs: Math.round(end.duration * 1000),
      repository: findRepository(),
      ...(folder === undefined
        ? {}
        : { folder: shownPath(folder, process.cwd()), earlier: readEarlierRuns(folder, runs) }),
    };
  }

  /** Of the last try; undefined for a test that is no scenario's and opened no lab, or that did not come to run. */
  #lastRun(test: TestCase): RunSummary | undefined {
    const last = test.results.at(-1);
    const job = last === undefined ? undefined : this.#jobOf(test, last);
    return job === undefined ? undefined : summaryOfJob(job);
  }

  #jobOf(test: TestCase, result: TestResult): JobResult | undefined {
    if (this.#jobs.has(result)) return this.#jobs.get(result);
    const attached = attachedResult(result) ?? scriptedResult(test, result);
    const reports = this.#merges ? process.env[ENVIRONMENT.reports] : undefined;
    const job = attached === undefined || reports === undefined ? attached : adoptRun(attached, result, reports);
    this.#jobs.set(result, job);
    return job;
  }

  /** Playwright colours its snippets for any output. */
  #coloured(text: string): string {
    return this.#colour ? text : stripVTControlCharacters(text);
  }

  #tell(text: string): void {
    this.#around(() => print(text));
  }

  #around(write: () => void): void {
    if (this.#progress === undefined) write();
    else this.#progress.around(write);
  }
}

const render = (name: string, report: SuiteReport, colour: boolean): string =>
  reporterNamed(name).render(report, { colour });

function reporterNamed(name: string): SuiteReporter {
  const found = REPORTERS.get(name);
  if (found?.scope === 'suite') return found;
  throw new Error(`guasto has no reporter "${name}": it has ${suiteReporters().join(', ')}`);
}

const suiteReporters = (): readonly string[] =>
  [...REPORTERS.values()].filter(({ scope }) => scope === 'suite').map(({ name }) => name);

function print(text: string, stream: NodeJS.WriteStream = process.stdout): void {
  if (text !== '') stream.write(text.endsWith('\n') ? text : `${text}\n`);
}
