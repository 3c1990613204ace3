// The options of `guasto fail-calls`, as commander hands them over.

export interface FailCallsFlags {
  /** Of a matrix, from 1. */
  readonly row?: number;
  readonly program?: string;
  readonly calls?: string;
  readonly errnos?: string;
  readonly only?: string;
  readonly limit: number;
  readonly failOn?: string;
  /** true: the newest; a text: this folder. */
  readonly resume?: string | true;
  readonly concurrency?: number;
  readonly seed?: number;
  readonly reports: string;
}
