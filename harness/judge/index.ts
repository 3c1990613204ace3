// The judge room: record + scenario → verdict.

export { findPiece, judge, judgeRecord, type Rejudged, type SoughtPiece } from './judge.js';
export { judgeMutant, type Breaks, type MutantVerdict } from './judge-mutant.js';
export type { RunVerdict, Verdict } from './verdict.js';
