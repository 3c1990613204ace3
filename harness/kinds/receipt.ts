// The evidence that a fault really happened. Without it a run proves nothing: inconclusive, never green.

import type { Seq } from '../vocabulary/time.js';

export type Receipt =
  | { readonly left: true; readonly explanation: string; readonly evidence: readonly Seq[] }
  /** `explanation` says what was looked for, what was seen instead, and what the author may try. */
  | { readonly left: false; readonly explanation: string; readonly evidence: readonly Seq[] };
