// The interface of a reporter: a report in, text out. It never touches a file or a terminal.

import type { RunReport } from './run-report.js';

export interface ReporterKind {
  readonly name: string;
  readonly about: string;
  /** Name of the file that its text is written to in the run's folder; undefined if it is only printed. */
  readonly fileName: string | undefined;
  readonly mediaType: string;
  readonly render: (report: SuiteReport, options: RenderOptions) => string;
}

export interface RenderOptions {
  readonly colour: boolean;
}

/** Several scenarios of one invocation. */
export interface SuiteReport {
  readonly runs: readonly RunReport[];
  readonly startedAt: string;
  readonly durationUs: number;
}
