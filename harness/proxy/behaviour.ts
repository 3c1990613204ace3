// In whose way a Toxiproxy behaves where ours and the real one differ. Strict is the real one's, wherever a program could
// depend on it; README.md lists the differences.

import type { FinForwarding } from './fin-forwarding.js';

export interface Behaviour {
  readonly strict: boolean;
  /** How a proxy that does not say it forwards a FIN. */
  readonly fin: FinForwarding;
}
