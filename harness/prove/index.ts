// The prove room: scenarios in, proofs out. A green can be trusted when a wrong program turns it red.

export * from './proof.js';
export { planProofs, jobsOf, type PlannedProof, type ProofChoice } from './plan-proofs.js';
export { performProofs, type ProofProgress } from './perform-proofs.js';
export { renderProofJson, type ProofDocument, type ProofReport } from './proof-document.js';
export { renderProofPage } from './page/render-page.js';
export { renderProofSummary, renderTable, renderTroubles } from './render-table.js';
