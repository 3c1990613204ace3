// What was proven, piece by piece, and as a whole.

import type { Outcome } from '../vocabulary/outcome.js';
import type { Span } from '../vocabulary/problems.js';
import type { Seq } from '../vocabulary/time.js';

/** One piece: an expectation's clause, a step that was missed, a guard, a fault's receipt, trouble of the rig. */
export interface Verdict {
  readonly subject: 'expectation' | 'step' | 'guard' | 'receipt' | 'rig' | 'capability';
  /** `call recv of client (first)`, `await exit`, `latency on wire`. */
  readonly label: string;
  /** For an expectation its clause (`takes`); for a step its label's verb (`await exit`). */
  readonly clause: string;
  readonly outcome: Outcome;
  readonly expected: string;
  readonly actual: string;
  readonly hint?: string;
  readonly span: Span;
  readonly evidence: readonly Seq[];
  readonly timing?: { readonly actualUs: number; readonly atLeastUs?: number; readonly atMostUs?: number };
}

export interface RunVerdict {
  readonly outcome: Outcome;
  /** All pieces, in the order of the scenario file; held ones too. */
  readonly verdicts: readonly Verdict[];
}
