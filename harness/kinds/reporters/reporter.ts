// The interface of a reporter: a report in, text out. It never touches a file or a terminal.

import type { EarlierRuns } from './earlier-runs.js';
import type { Repository } from './path-in-repository.js';
import type { RunReport, RunSummary } from './run-report.js';

export type ReporterKind = SuiteReporter | RunReporter;

/** One text for a whole invocation; its file lies in the invocation's folder. */
export interface SuiteReporter extends AnyReporter {
  readonly scope: 'suite';
  readonly render: (report: SuiteReport, options: RenderOptions) => string;
}

/** One text for each run, its file lies in the run's own folder; it is handed a suite of one. */
export interface RunReporter extends AnyReporter {
  readonly scope: 'run';
  readonly render: (report: SuiteReport<RunReport>, options: RenderOptions) => string;
}

interface AnyReporter {
  readonly name: string;
  readonly about: string;
  /** Name of the file that its text is written to in that folder; undefined if it is only printed. */
  readonly fileName: string | undefined;
  readonly mediaType: string;
}

export interface RenderOptions {
  /** Colours of a terminal; reporters for machines ignore it. */
  readonly colour: boolean;
}

/** Several scenarios of one invocation. */
export interface SuiteReport<Run extends RunSummary = RunSummary> {
  readonly runs: readonly Run[];
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
  readonly durationUs: number;
  /** Where the invocation's files lie, as the user would write it; absent if nothing was written. */
  readonly folder?: string;
  /** What older invocations beside this one say; absent if there are none. */
  readonly earlier?: EarlierRuns | undefined;
  /** That the files belong to; absent if it is not known. */
  readonly repository?: Repository | undefined;
}
