// The view model of one run: everything that a report shows, compiled from scenario, record and verdicts. No live objects.
// Its summary is plain JSON of a few KiB: it travels from the engine, through blob reports and results.json, and is all that
// the reports of a whole suite draw.

import type { RunRecord } from '../../record/run-record.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { Span } from '../../vocabulary/problems.js';
import type { Seq } from '../../vocabulary/time.js';
import type { MeantVerdict } from './meant-verdict.js';
import type { RunOverview } from './overview.js';
import type { StoryLine } from './story.js';
import type { Timeline } from './timeline.js';

export type * from './timeline.js';

export interface RunReport extends RunSummary {
  readonly record: RunRecord;
  readonly timeline: Timeline;
}

export interface RunSummary {
  /** Empty if it was not run. */
  readonly runId: string;
  readonly title: string;
  readonly file: string;
  /** Of the title. */
  readonly line: number;
  /** Row of the matrix, from 0; undefined without one. */
  readonly row: number | undefined;
  /** The parameters in force. */
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly proves: string | undefined;
  /** The claim in one sentence and where it is written, where the scenario or the catalogue tells. */
  readonly citation?: { readonly claim: string; readonly source: string } | undefined;
  readonly tags: readonly string[];
  /** Of a scenario that is wrong on purpose (`must-break:`). */
  readonly meant?: MeantVerdict | undefined;
  readonly outcome: Outcome;
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
  /** Wall time of the run. */
  readonly durationUs: number;
  /** For `unsupported`: why. */
  readonly reason: string | undefined;
  /** In the order of the scenario file; held ones too. */
  readonly pieces: readonly ReportPiece[];
  /** How often it was run because it was inconclusive, 1 for once. */
  readonly attempts: number;
  /** Folder with record, verdicts and pictures, as the user would write it; undefined if nothing was written. */
  readonly folder: string | undefined;
  readonly seed: number;
  /** The command that runs just this scenario again. */
  readonly repeat: string;
  /** What happened, in few lines; empty for a run that held. */
  readonly story: readonly StoryLine[];
  /** Absent if it was not run. */
  readonly overview?: RunOverview | undefined;
}

export interface ReportPiece {
  readonly subject: string;
  readonly label: string;
  readonly clause: string;
  readonly outcome: Outcome;
  readonly expected: string;
  readonly actual: string;
  readonly hint?: string;
  readonly span: Span;
  /** The file's line at `span`; empty where the text is not at hand. */
  readonly sourceLine: string;
  /** A few lines of the file that end with the one at `span`. */
  readonly frame: readonly FrameLine[];
  /** The events that prove it, each as one line of text with its time. */
  readonly evidence: readonly { readonly seq: Seq; readonly atUs: number; readonly text: string }[];
  readonly timing?: PieceTiming;
}

export interface FrameLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

export interface PieceTiming {
  readonly actualUs: number;
  readonly atLeastUs?: number;
  readonly atMostUs?: number;
}
