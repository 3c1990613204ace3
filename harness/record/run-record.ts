// A run is a record: header, events, end. A prefix of one is still a valid record (the run was cut short).

import type { Capabilities } from '../vocabulary/capabilities.js';
import type { Address } from '../vocabulary/network.js';
import type { RunEvent } from './event.js';

export interface RecordHeader {
  readonly format: 'guasto-record/1';
  readonly runId: string;
  readonly scenario: ScenarioIdentity;
  /** The plan as it was run, JSON. Opaque here: the record knows no plan. */
  readonly plan: unknown;
  readonly seed: number;
  /** Where each program listens and each link is entered, by name: what `${server.port}` stands for. */
  readonly addresses: Readonly<Record<string, Address>>;
  /** Wall-clock start, ISO 8601, for people; all event times are relative to it, monotonic. */
  readonly startedAt: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly capabilities: Capabilities;
}

export interface ScenarioIdentity {
  readonly title: string;
  /** Path of the scenario file, relative to the working directory where possible. */
  readonly file: string;
  /** Line of the title, from 1. */
  readonly line: number;
  /** Which row of the matrix, from 0; absent without a matrix. */
  readonly row?: number;
  /** SHA-256 of the file's text, hex. */
  readonly sha256: string;
  /** Absent: the scenario itself. */
  readonly variant?: Variant;
}

/**
 * How a run differs from its scenario: the same steps without the faults, or with one of its wrong programs, or with the
 * system calls of some programs counted, of which one may fail.
 */
export type Variant =
  | { readonly kind: 'control' }
  | { readonly kind: 'mutant'; readonly program: string; readonly name: string }
  | {
      readonly kind: 'syscalls';
      readonly programs: readonly string[];
      readonly failure?: { readonly syscall: string; readonly errno: string; readonly nth: number } | undefined;
    };

export interface RecordEnd {
  readonly atUs: number;
  readonly reason: 'completed' | 'aborted' | 'interrupted';
}

export interface RunRecord {
  readonly header: RecordHeader;
  readonly events: readonly RunEvent[];
  readonly end?: RecordEnd | undefined;
}
