// The order in which a suite's reports tell its runs: the same on one machine as merged from many.

import type { RunSummary } from './run-report.js';

/** By file, then by place in it, then by row; runs of one scenario in the order of their start. */
export const inOrderOfPlace = <Run extends RunSummary>(runs: readonly Run[]): readonly Run[] =>
  runs.toSorted(
    (a, b) =>
      compareTexts(a.file, b.file) ||
      a.line - b.line ||
      (a.row ?? -1) - (b.row ?? -1) ||
      compareTexts(a.startedAt, b.startedAt),
  );

/** By code units: no locale of a machine has a say. */
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
