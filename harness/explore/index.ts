// The explore room: runs a scenario in many variations, to find out what its programs withstand.

export { FATES, keyOf, type Failure, type FailureResult, type Fate } from './fail-calls/failure.js';
export {
  performFailures,
  type FailCallsHost,
  type FailCallsOutcome,
  type FailCallsRequest,
  type NoBasis,
} from './fail-calls/perform-failures.js';
export { planFailures, type FailureChoice } from './fail-calls/plan-failures.js';
export { classify, type Classified } from './fail-calls/classify.js';
export { countFates, renderFailCallsJson, type FailCallsReport } from './fail-calls/report.js';
export { renderFailCalls } from './fail-calls/render-table.js';
export { renderFailCallsMarkdown } from './fail-calls/render-markdown.js';
export { parseState, stateHead, stateLine, type FailCallsState } from './fail-calls/state.js';
