// The results of `guasto fail-calls` as a whole, and as JSON.

import { toJson } from '../../kinds/reporters/verdicts-document.js';
import { FATES, type Fate, type FailureResult } from './failure.js';

export interface FailCallsReport {
  readonly title: string;
  /** Scenario file and line of its title. */
  readonly file: string;
  readonly line: number;
  /** The command that makes every call fail once again: with --only it is one of them. */
  readonly repeat: string;
  /** SHA-256 of the file's text: results of another text can't be gone on with. */
  readonly sha256: string;
  readonly results: readonly FailureResult[];
  readonly beyondLimit: number;
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
  readonly durationUs: number;
}

export type FateCounts = Readonly<Record<Fate, number>>;

export function countFates(results: readonly FailureResult[]): FateCounts {
  const counts = Object.fromEntries(Object.keys(FATES).map((fate) => [fate, 0])) as Record<Fate, number>;
  for (const { fate } of results) counts[fate] += 1;
  return counts;
}

/** `fail-calls.json`. A later version may add keys. */
export function renderFailCallsJson(report: FailCallsReport): string {
  return toJson({ format: 'guasto-fail-calls/1', ...report, counts: countFates(report.results) });
}

/** The results of one program's call, however it failed. */
export interface CallRow {
  readonly program: string;
  readonly call: string;
  readonly syscall: string;
  readonly nth: number;
  readonly results: readonly FailureResult[];
}

export function rowsOf(results: readonly FailureResult[]): readonly CallRow[] {
  const rows = new Map<string, { row: Omit<CallRow, 'results'>; results: FailureResult[] }>();
  for (const result of results) {
    const { program, call, syscall, nth } = result;
    const key = [program, syscall, nth].join(':');
    const known = rows.get(key) ?? { row: { program, call, syscall, nth }, results: [] };
    known.results.push(result);
    rows.set(key, known);
  }
  return [...rows.values()].map(({ row, results: its }) => ({ ...row, results: its }));
}
