// Several findings about one clause (each call, each connection, each stream must satisfy it) become the worst of them.

import type { Finding } from './expectation.js';

/** Per clause the worst finding, the first of equals; clauses in the order in which they first appear. */
export function worstByClause(findings: readonly Finding[]): readonly Finding[] {
  const worst = new Map<string, Finding>();
  for (const finding of findings) {
    const known = worst.get(finding.clause);
    if (known === undefined || BADNESS[finding.outcome] > BADNESS[known.outcome]) worst.set(finding.clause, finding);
  }
  return [...worst.values()];
}

const BADNESS = { held: 0, inconclusive: 1, broken: 2 } as const;
