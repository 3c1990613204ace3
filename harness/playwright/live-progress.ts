// The line at the bottom of the terminal while scenarios run: kept up to date by what the engine tells, out of the way of
// whatever is printed.

import { basename } from 'node:path';
import type { Job, JobProgress } from '../engine/job.js';
import { scenarioKey, type EarlierRuns } from '../kinds/reporters/earlier-runs.js';
import { SCENARIO_SUFFIX } from '../scenario/index.js';
import type { Outcome } from '../vocabulary/outcome.js';
import type { PlannedJob } from './plan-of-suite.js';
import { progressLine, type ProgressLine } from './progress-line.js';
import { RunProgress } from './run-progress.js';

const REDRAW_MS = 250;

export interface LiveProgressOptions {
  readonly planned: readonly PlannedJob[];
  readonly concurrency: number;
  readonly earlier: EarlierRuns | undefined;
}

export class LiveProgress {
  readonly #progress: RunProgress;
  readonly #line: ProgressLine;
  readonly #timer: NodeJS.Timeout;

  constructor(
    { planned, concurrency, earlier }: LiveProgressOptions,
    line: ProgressLine = progressLine(process.stdout),
  ) {
    const before = (job: PlannedJob): number | undefined => earlier?.runs.get(keyOf(job))?.durationUs;
    this.#progress = new RunProgress({
      planned: planned.map((one) => {
        const durationUs = before(one);
        return { id: one.job.id, name: nameOf(one.job), expectedMs: durationUs && durationUs / 1000 };
      }),
      concurrency,
      startedMs: performance.now(),
    });
    this.#line = line;
    this.#timer = setInterval(() => this.#show(), REDRAW_MS).unref();
  }

  hear({ job, state }: JobProgress): void {
    if (state === 'began') this.#progress.began(job.id, nameOf(job), performance.now());
    else if (state === 'postponed') this.#progress.postponed(job.id);
    else this.#progress.ended(job.id, performance.now());
  }

  judged(outcome: Outcome): void {
    this.#progress.judged(outcome);
  }

  /** Out of the way while `print` prints. */
  around(print: () => void): void {
    this.#line.end();
    print();
    this.#show();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#line.end();
  }

  #show(): void {
    this.#line.show(this.#progress.line(performance.now()));
  }
}

const keyOf = ({ identity: { file, title, row } }: PlannedJob): string => scenarioKey({ file, title, row });

/** `recv-late-reply`, `recv-late-reply.row2`. */
const nameOf = ({ path, row }: Job): string =>
  `${basename(path).replace(SCENARIO_SUFFIX, '')}${row === undefined ? '' : `.row${row + 1}`}`;
