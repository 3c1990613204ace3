// `prove.json`: the proofs as JSON, in a documented shape, and how it is read back. A later version may add keys.

import { z } from 'zod';
import { toJson } from '../kinds/reporters/verdicts-document.js';
import { countProofs, type Proof, type ProofCounts } from './proof.js';

export interface ProofDocument {
  readonly format: 'guasto-proof/1';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationUs: number;
  readonly counts: ProofCounts;
  readonly proofs: readonly Proof[];
}

export interface ProofReport {
  readonly proofs: readonly Proof[];
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
  readonly durationUs: number;
}

export function renderProofJson({ proofs, startedAt, durationUs }: ProofReport): string {
  const document: ProofDocument = {
    format: 'guasto-proof/1',
    startedAt,
    durationUs,
    counts: countProofs(proofs),
    proofs,
  };
  return toJson(document);
}

/** What is read back of it: enough to say what became of a scenario and of its mutants. */
const trial = z.object({ outcome: z.string(), durationUs: z.number().optional() });
export const proofDocumentSchema = z.object({
  format: z.literal('guasto-proof/1'),
  startedAt: z.string(),
  proofs: z.array(
    z.object({
      file: z.string(),
      row: z.number().optional(),
      itself: trial,
      mutants: z.array(trial.extend({ program: z.string(), name: z.string() })),
    }),
  ),
});
