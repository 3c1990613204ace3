// The interface of a reporter: a report in, text out. It never touches a file or a terminal.

import type { RunReport } from './run-report.js';

export interface ReporterKind {
  readonly name: string;
  readonly about: string;
  /**
   * suite: one text for a whole invocation, its file lies in the invocation's folder.
   * run: one text for each run, its file lies in the run's own folder; it is handed a suite of one.
   */
  readonly scope: 'suite' | 'run';
  /** Name of the file that its text is written to in that folder; undefined if it is only printed. */
  readonly fileName: string | undefined;
  readonly mediaType: string;
  readonly render: (report: SuiteReport, options: RenderOptions) => string;
}

export interface RenderOptions {
  /** Colours of a terminal; reporters for machines ignore it. */
  readonly colour: boolean;
}

/** Several scenarios of one invocation. */
export interface SuiteReport {
  readonly runs: readonly RunReport[];
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
  readonly durationUs: number;
  /** Where the invocation's files lie, as the user would write it; absent if nothing was written. */
  readonly folder?: string;
}
