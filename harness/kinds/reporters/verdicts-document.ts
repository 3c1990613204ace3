// The verdicts as JSON, in a documented shape. A later version may add keys; it changes none without a new `format`.

import type { Outcome } from '../../vocabulary/outcome.js';
import type { Span } from '../../vocabulary/problems.js';
import type { Seq } from '../../vocabulary/time.js';
import type { PieceTiming, ReportPiece, RunReport } from './run-report.js';

/** One run: `verdicts.json` in the run's folder. */
export interface VerdictsDocument {
  readonly format: 'guasto-verdicts/1';
  readonly runId: string;
  readonly title: string;
  /** As the user would write it, relative to the working directory where possible. */
  readonly file: string;
  /** Of the title, from 1. */
  readonly line: number;
  /** Row of the matrix, from 0; absent without one. */
  readonly row?: number;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  /** Id in the behaviour catalogue. */
  readonly proves?: string;
  readonly tags: readonly string[];
  readonly outcome: Outcome;
  /** Why it is unsupported. */
  readonly reason?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationUs: number;
  /** How often it was run because it was inconclusive. */
  readonly attempts: number;
  readonly seed: number;
  readonly repeat: string;
  /** In the order of the scenario file; held ones too. */
  readonly verdicts: readonly VerdictDocument[];
}

export interface VerdictDocument {
  readonly subject: string;
  readonly label: string;
  readonly clause: string;
  readonly outcome: Outcome;
  readonly expected: string;
  readonly actual: string;
  readonly hint?: string;
  readonly span: Span;
  /** The events of `record.jsonl` that prove it. */
  readonly evidence: readonly { readonly seq: Seq; readonly atUs: number; readonly text: string }[];
  readonly timing?: PieceTiming;
}

/** All runs of an invocation: `results.json` in the invocation's folder. */
export interface SuiteDocument {
  readonly format: 'guasto-suite/1';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationUs: number;
  /** The worst of all. */
  readonly outcome: Outcome;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly runs: readonly (VerdictsDocument & { readonly folder?: string })[];
}

export function verdictsDocument(run: RunReport): VerdictsDocument {
  return {
    format: 'guasto-verdicts/1',
    runId: run.record.header.runId,
    title: run.title,
    file: run.file,
    line: run.line,
    ...(run.row === undefined ? {} : { row: run.row }),
    params: run.params,
    ...(run.proves === undefined ? {} : { proves: run.proves }),
    tags: run.tags,
    outcome: run.outcome,
    ...(run.reason === undefined ? {} : { reason: run.reason }),
    startedAt: run.startedAt,
    durationUs: run.durationUs,
    attempts: run.attempts,
    seed: run.record.header.seed,
    repeat: run.repeat,
    verdicts: run.pieces.map(verdictDocument),
  };
}

function verdictDocument(piece: ReportPiece): VerdictDocument {
  const { subject, label, clause, outcome, expected, actual, hint, span, evidence, timing } = piece;
  return {
    subject,
    label,
    clause,
    outcome,
    expected,
    actual,
    ...(hint === undefined ? {} : { hint }),
    span,
    evidence,
    ...(timing === undefined ? {} : { timing }),
  };
}

/** Pretty JSON that is safe wherever it is pasted: no raw control characters or lone surrogates, no `<`. */
export function toJson(value: unknown): string {
  // JSON.stringify writes lone surrogates as escapes (ES2019); `<` could end a script element that holds the text.
  return `${JSON.stringify(value, null, 2)
    .replaceAll('<', '\\u003c')
    .replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escapeUnit)}\n`;
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
