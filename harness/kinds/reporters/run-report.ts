// The view model of one run: everything that a report shows, compiled from scenario, record and verdicts. No live objects.

import type { RunRecord } from '../../record/run-record.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { Span } from '../../vocabulary/problems.js';
import type { Seq } from '../../vocabulary/time.js';

export interface RunReport {
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly proves: string | undefined;
  readonly tags: readonly string[];
  readonly outcome: Outcome;
  /** Wall time of the run. */
  readonly durationUs: number;
  /** For `unsupported`: why. */
  readonly reason: string | undefined;
  readonly pieces: readonly ReportPiece[];
  /** How often it was run because it was inconclusive, 1 for once. */
  readonly attempts: number;
  /** Folder with record, verdicts and pictures, absolute; undefined if nothing was written. */
  readonly folder: string | undefined;
  /** The command that runs just this scenario again. */
  readonly repeat: string;
  readonly record: RunRecord;
  readonly timeline: Timeline;
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
  /** The scenario file's line at `span`. */
  readonly sourceLine: string;
  /** The events that prove it, each as one line of text with its time. */
  readonly evidence: readonly { readonly seq: Seq; readonly atUs: number; readonly text: string }[];
  readonly timing?: { readonly actualUs: number; readonly atLeastUs?: number; readonly atMostUs?: number };
}

export interface Timeline {
  readonly durationUs: number;
  readonly lanes: readonly ProgramLane[];
  readonly links: readonly LinkLane[];
  readonly faults: readonly FaultBand[];
  readonly steps: readonly { readonly atUs: number; readonly label: string }[];
  readonly brackets: readonly TimelineBracket[];
}

export interface ProgramLane {
  readonly program: string;
  readonly runs: readonly {
    readonly run: number;
    readonly fromUs: number;
    readonly untilUs: number;
    readonly ending: string;
  }[];
  readonly calls: readonly CallBar[];
  readonly output: readonly { readonly atUs: number; readonly stream: 'stdout' | 'stderr'; readonly text: string }[];
}

export interface CallBar {
  readonly seq: Seq;
  readonly name: string;
  readonly fromUs: number;
  readonly untilUs: number;
  /** returned, raised, or open: never came back before the record ended. */
  readonly state: 'ok' | 'raised' | 'open';
  /** `recv(1024) → 4 B`, `recv(1024) → TimeoutError`. */
  readonly text: string;
}

export interface LinkLane {
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly connections: readonly {
    readonly connection: number;
    readonly openedUs: number;
    readonly closedUs: number;
    /** Bytes travelling: from when received at their source's side to when sent at the other; never sent → untilUs undefined. */
    readonly passages: readonly {
      readonly stream: 'upstream' | 'downstream';
      readonly fromUs: number;
      readonly untilUs: number | undefined;
      readonly sizeBytes: number;
    }[];
    readonly marks: readonly { readonly atUs: number; readonly side: 'client' | 'server'; readonly text: string }[];
  }[];
}

export interface FaultBand {
  readonly name: string;
  readonly text: string;
  readonly link: string | undefined;
  readonly program: string | undefined;
  readonly fromUs: number;
  readonly untilUs: number;
  readonly receipt: { readonly left: boolean; readonly explanation: string } | undefined;
}

export interface TimelineBracket {
  readonly program: string | undefined;
  readonly fromUs: number;
  readonly untilUs: number;
  readonly outcome: Outcome;
  readonly text: string;
}
