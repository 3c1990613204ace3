// The proofs as the page shows them: by the call and the behaviour that they are about.

import type { Proof } from '../proof.js';

/** What the page needs of the catalogue. */
export interface KnownBehaviour {
  readonly id: string;
  readonly call: string;
  readonly claim: string;
}

export interface Section {
  readonly call: string;
  readonly rows: readonly BehaviourRow[];
}

export interface BehaviourRow {
  readonly id: string;
  readonly claim: string;
  readonly proofs: readonly PlacedProof[];
}

export interface PlacedProof {
  readonly proof: Proof;
  /** Where the page tells it in full. */
  readonly anchor: string;
}

const OTHER = 'other claims';

/** In the order of the catalogue; last the scenarios that state a claim of their own. */
export function sectionsOf(proofs: readonly Proof[], behaviours: readonly KnownBehaviour[]): readonly Section[] {
  const placed = proofs.map((proof, index) => ({ proof, anchor: `s${index + 1}` }));
  const known = behaviours.flatMap(({ id, call, claim }) => {
    const own = placed.filter(({ proof }) => proof.proves === id);
    return own.length === 0 ? [] : [{ call, row: { id, claim, proofs: own } }];
  });
  const ids = new Set(behaviours.map(({ id }) => id));
  const others = placed
    .filter(({ proof }) => proof.proves === undefined || !ids.has(proof.proves))
    .map((one) => ({ call: OTHER, row: { id: one.proof.proves ?? '', claim: one.proof.title, proofs: [one] } }));
  const rows = [...known, ...others];
  return [...new Set(rows.map(({ call }) => call))].map((call) => ({
    call,
    rows: rows.filter((one) => one.call === call).map(({ row }) => row),
  }));
}
