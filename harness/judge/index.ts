// The judge room: record + scenario → verdict.

export { findPiece, judge, judgeRecord, type Rejudged, type SoughtPiece } from './judge.js';
export type { RunVerdict, Verdict } from './verdict.js';
