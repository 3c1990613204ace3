// What the entries ask of the engine, and what they get: plain JSON, since the two may live in different processes.

import type { MutantVerdict } from '../judge/judge-mutant.js';
import type { RunSummary } from '../kinds/reporters/run-report.js';
import type { Variant } from '../record/run-record.js';
import type { Span } from '../vocabulary/problems.js';

export interface Job {
  /** Unique in one invocation: scenario, row, retry and repeat together. */
  readonly id: string;
  /** Absolute path of the scenario file. */
  readonly path: string;
  /** Row of the matrix, from 0; undefined without one. */
  readonly row: number | undefined;
  /** A retry or repeat must not be answered from an earlier run of the same scenario. */
  readonly attempt: number;
  /** The scenario's control, or one of its mutants; absent: the scenario itself. */
  readonly variant?: Variant;
}

/** `attempts`: inconclusive runs that noise may explain are repeated, at most twice. */
export interface JobResult extends Omit<RunSummary, 'startedAt' | 'folder'> {
  readonly id: string;
  /** Wall clock, ms since the epoch. */
  readonly startedAtMs: number;
  /** Folder with record.jsonl, verdicts.json, timeline.svg; absolute. */
  readonly folder: string | undefined;
  readonly steps: readonly JobStep[];
  /** The text that the terminal reporter prints for it (no colour codes). */
  readonly text: string;
  /** Of a mutant: what became of it. */
  readonly mutant?: MutantVerdict;
}

export interface JobStep {
  readonly label: string;
  readonly span: Span;
  /** µs since the run's start. */
  readonly startUs: number;
  readonly durationUs: number;
  readonly outcome: 'done' | 'missed' | 'failed' | 'skipped';
}

/** How a whole invocation is run; the same for each of its jobs. */
export interface EngineOptions {
  /** Where run folders are made, absolute: one invocation's own folder. */
  readonly reportsFolder: string;
  /** How many scenarios at once. */
  readonly concurrency: number;
  readonly toxiproxy: ToxiproxyChoice;
  readonly seed: number | undefined;
  /** Keep each run's scratch folder (payload files, patched programs). */
  readonly keep: boolean;
  /** Unsupported is a failure. */
  readonly strict: boolean;
}

export type ToxiproxyChoice =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'server'; readonly path: string };

/** What becomes of a job before its result is asked for. */
export interface JobProgress {
  readonly job: Job;
  /** postponed: it was inconclusive, and is looked at again when nothing else runs. */
  readonly state: 'began' | 'postponed' | 'ended';
}

export interface Engine {
  /** What will be asked for, in this order: the engine starts on it ahead of the asking. */
  announce(jobs: readonly Job[]): void;
  /** Rejects only when the engine itself is gone or broken. */
  execute(job: Job): Promise<JobResult>;
  /** Calls `listener` with whatever becomes of any job from now on. */
  watch(listener: (progress: JobProgress) => void): void;
  /** Stops every run, undoes everything, resolves when nothing is left. */
  close(): Promise<void>;
}
