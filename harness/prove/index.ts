// The prove room: scenarios in, proofs out. A green can be trusted when a wrong program turns it red.

export * from './proof.js';
export { planProofs, jobsOf, type PlannedProof, type ProofChoice } from './plan-proofs.js';
export { performProofs, type ProofProgress } from './perform-proofs.js';
export { renderProofJson, type ProofDocument, type ProofReport } from './proof-document.js';
export { renderProofPage } from './page/render-page.js';
export { renderProofSummary, renderTable, renderTroubles } from './render-table.js';
export {
  behaviourEntries,
  chooseEntries,
  type BehaviourChoice,
  type BehaviourEntry,
} from './catalogue/behaviour-entries.js';
export { renderBehavioursJson } from './catalogue/behaviours-json.js';
export { readLastTrials, type LastTrials } from './catalogue/last-trials.js';
export { renderExplanation } from './catalogue/render-explanation.js';
export { renderList } from './catalogue/render-list.js';
