// A run as JSON, and back: what is written is all that the reports of a suite draw.

import type { ReportPiece, RunSummary } from './run-report.js';
import { seqOf } from '../../vocabulary/time.js';
import type { SuiteRunDocument, VerdictDocument, VerdictsDocument } from './results-schema.js';

export function verdictsDocument(run: RunSummary): VerdictsDocument {
  const { row, proves, citation, reason, meant, overview } = run;
  return {
    format: 'guasto-verdicts/1',
    runId: run.runId,
    title: run.title,
    file: run.file,
    line: run.line,
    ...(row === undefined ? {} : { row }),
    params: run.params,
    ...(proves === undefined ? {} : { proves }),
    ...(citation === undefined ? {} : { citation }),
    tags: run.tags,
    ...(meant === undefined ? {} : { meant }),
    outcome: run.outcome,
    ...(reason === undefined ? {} : { reason }),
    startedAt: run.startedAt,
    durationUs: run.durationUs,
    attempts: run.attempts,
    seed: run.seed,
    repeat: run.repeat,
    verdicts: run.pieces.map(verdictDocument),
    story: run.story,
    ...(overview === undefined ? {} : { overview: { ...overview, noise: defined(overview.noise) } }),
  };
}

/** `folder`: of the run, as the user would write it. */
export function summaryOfDocument(document: SuiteRunDocument, folder: string | undefined): RunSummary {
  const { overview, verdicts } = document;
  return {
    runId: document.runId,
    title: document.title,
    file: document.file,
    line: document.line,
    row: document.row,
    params: document.params,
    proves: document.proves,
    citation: document.citation,
    tags: document.tags,
    meant: document.meant,
    outcome: document.outcome,
    startedAt: document.startedAt,
    durationUs: document.durationUs,
    reason: document.reason,
    pieces: verdicts.map(pieceOfDocument),
    attempts: document.attempts,
    folder,
    seed: document.seed,
    repeat: document.repeat,
    story: document.story,
    overview: overview && {
      ...overview,
      noise: { harnessLagUs: undefined, proxyLagUs: undefined, stealUs: undefined, ...overview.noise },
    },
  };
}

function verdictDocument(piece: ReportPiece): VerdictDocument {
  const { sourceLine: _, ...written } = piece;
  return written;
}

function pieceOfDocument(verdict: VerdictDocument): ReportPiece {
  return {
    ...verdict,
    sourceLine: verdict.frame.at(-1)?.text ?? '',
    evidence: verdict.evidence.map(({ seq, ...rest }) => ({ seq: seqOf(seq), ...rest })),
  };
}

/** Without the keys that JSON can't hold. */
function defined<T extends object>(value: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  // Entries of T whose value is not undefined.
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
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
