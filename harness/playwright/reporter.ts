// First in Playwright's list of reporters: tells the engine its plan, restores what a test of ours had to bend (times,
// titles, expected status) before other reporters see it, prints, and writes the invocation's reports.

import { relative, sep } from 'node:path';
import type * as playwright from '@playwright/test/reporter';
import { connectEngine } from '../engine/connect-engine.js';
import { concludeTests } from './conclusion.js';
import { ENVIRONMENT, newRunName } from './environment.js';
import { jobOfTest } from './job-of-test.js';
import { restoreExpectedStatus } from './keep-worker.js';
import { planOfSuite, scenarioOf } from './plan-of-suite.js';
import { processState } from './process-state.js';
import { SuiteOutput } from './suite-output.js';
import { TrueTimings } from './true-timings.js';
import { attachedResult } from './verdicts-attachment.js';

export interface ScenarioReporterOptions {
  /** Which of guasto's reporters print: `terminal`, `junit`… */
  readonly print?: readonly string[];
  /** Set by Playwright; `list` runs nothing. */
  readonly _mode?: 'test' | 'list' | 'merge';
}

class ScenarioReporter implements playwright.Reporter {
  readonly #output: SuiteOutput;
  readonly #lists: boolean;
  readonly #timings = new Map<playwright.TestResult, TrueTimings | undefined>();
  readonly #errors: string[] = [];
  #tests: readonly playwright.TestCase[] = [];
  #restores = false;
  /** Of what tests print: where another reporter prints too, that one shows it. */
  #echoes = false;
  /** Of live mode, in which no engine tells what runs: each worker runs its own scenarios. */
  #round: string | undefined;

  constructor({ print = ['terminal'], _mode: mode = 'test' }: ScenarioReporterOptions) {
    this.#lists = mode === 'list';
    this.#output = new SuiteOutput(print, { merges: mode === 'merge' });
  }

  printsToStdio(): boolean {
    return !this.#lists && this.#output.prints;
  }

  onBegin(config: playwright.FullConfig, suite: playwright.Suite): void {
    if (this.#lists) return;
    this.#tests = suite.allTests();
    // UI mode and editors load tests in another process, and match by title and time what they are told later: there nothing
    // may be bent, and so there is nothing to restore.
    this.#restores = this.#tests.some((test) => scenarioOf(test) !== undefined);
    const isFirst = config.reporter[0]?.[0] === __filename;
    process.env[ENVIRONMENT.reporterIsFirst] = isFirst && this.#restores ? '1' : '';
    this.#echoes = isAlone(config) && !config.quiet;
    if (this.#restores) nameAfterScenarioFiles(suite, config.rootDir);
    this.#announce(suite, config);
  }

  onTestBegin(test: playwright.TestCase, result: playwright.TestResult): void {
    this.#tell(test, result, 'began');
  }

  onStdOut(chunk: string | Buffer): void {
    if (this.#echoes) this.#output.printed(chunk, process.stdout);
  }

  onStdErr(chunk: string | Buffer): void {
    if (this.#echoes) this.#output.printed(chunk, process.stderr);
  }

  onStepEnd(_test: playwright.TestCase, result: playwright.TestResult, step: playwright.TestStep): void {
    this.#timingsOf(result)?.onStepEnd(step);
  }

  onTestEnd(test: playwright.TestCase, result: playwright.TestResult): void {
    restoreExpectedStatus(test, result);
    this.#timingsOf(result)?.onTestEnd(result);
    this.#timings.delete(result);
    this.#tell(test, result, 'ended');
    this.#output.testEnded(test, result);
  }

  onError(error: playwright.TestError): void {
    this.#errors.push(error.message ?? '');
    this.#output.error(error);
  }

  async onEnd(end: playwright.FullResult): Promise<{ status?: playwright.FullResult['status'] }> {
    if (this.#lists) return {};
    const state = processState();
    state.conclusion = concludeTests({
      tests: this.#tests,
      errors: this.#errors,
      end: end.status,
      strict: state.options?.strict ?? false,
    });
    this.#output.end(this.#tests, end);
    // Whatever became of the tests' own statuses: a scenario that did not hold is never green.
    const failed = state.conclusion.exitCode !== 0 && end.status === 'passed';
    return failed ? { status: 'failed' } : {};
  }

  /** Not awaited: until the plan arrives the engine runs what it is asked for, which is right, only slower. */
  #announce(suite: playwright.Suite, config: playwright.FullConfig): void {
    const { options } = processState();
    const round = newRunName();
    const plan = planOfSuite(suite, round, options?.concurrency ?? 1);
    process.env[ENVIRONMENT.round] = round;
    process.env[ENVIRONMENT.queueBoundMs] = String(Math.ceil(plan.queueBoundMs));
    const socketPath = process.env[ENVIRONMENT.engine];
    if (plan.planned.length === 0) return;
    this.#round = socketPath === undefined ? round : undefined;
    if (isAlone(config)) {
      this.#output.begin(plan.planned, socketPath === undefined ? config.workers : (options?.concurrency ?? 1));
    }
    if (socketPath === undefined) {
      if (options?.pooled === true) this.#output.error({ message: REPLACED });
      return;
    }
    connectEngine(socketPath).then(
      (engine) => {
        if (this.#output.shows) engine.watch((progress) => this.#output.progressed(progress));
        engine.announce(plan.planned.map(({ job }) => job));
      },
      (error: unknown) => this.#output.error({ message: `guasto: could not announce the plan: ${String(error)}` }),
    );
  }

  #tell(test: playwright.TestCase, { retry }: playwright.TestResult, state: 'began' | 'ended'): void {
    const scenario = this.#round === undefined ? undefined : scenarioOf(test);
    if (this.#round === undefined || scenario === undefined) return;
    const { repeatEachIndex: repeat, retries } = test;
    this.#output.progressed({ job: jobOfTest(scenario, this.#round, { retry, repeat, retries }), state });
  }

  #timingsOf(result: playwright.TestResult): TrueTimings | undefined {
    if (!this.#restores) return undefined;
    const known = this.#timings.get(result);
    if (known !== undefined) return known;
    const job = attachedResult(result);
    const timings = job === undefined ? undefined : new TrueTimings(job);
    this.#timings.set(result, timings);
    return timings;
  }
}

// Playwright loads a reporter by its default export.
// oxlint-disable-next-line import/no-default-export
export default ScenarioReporter;

const REPLACED =
  'guasto: another globalSetup stands in the place of guasto’s, so that each worker runs its own scenarios, one at a time: ' +
  'keep both, with `const base = defineScenarios(…)` and `globalSetup: [base.globalSetup, yours]`';

/** These print nothing while tests run: with others a line at the bottom of the terminal would get in their way. */
const QUIET = ['html', 'blob', 'perfetto', 'json', 'junit', 'null', 'github'];

const isAlone = ({ reporter }: playwright.FullConfig): boolean =>
  reporter.every(([name]) => name === __filename || QUIET.includes(name));

/** Reports would otherwise show the generated specs. The ids of their tests are computed already. */
function nameAfterScenarioFiles(root: playwright.Suite, rootDir: string): void {
  for (const project of root.suites) {
    for (const file of project.suites) {
      const path = file.location?.file;
      if (path?.endsWith('.yaml') === true) file.title = relative(rootDir, path).split(sep).join('/');
    }
  }
}
