// The report room's public face.

export { compileReport, contextOf, type ReportFacts } from './compile-report.js';
export { describeEvent, textOfEvent, type EventContext, type EventText } from './describe-event.js';
export { buildTimeline, endOf, type TimelineSources } from './build-timeline.js';
export { compareRuns, type DiffSide, type RunDiff } from './diff/compare-runs.js';
export { renderDiffPage, type DiffPageSide } from './diff/diff-page.js';
export { renderDiff, summaryOfDiff } from './diff/render-diff.js';
export { renderPcapng, type RenderedPcapng } from './pcapng/render-pcapng.js';
