// One entry of `expect:` held against the record by its kind on the shelf.

import { EXPECTATIONS, type Finding } from '../kinds/expectations/index.js';
import type { RunRecord } from '../record/run-record.js';
import { bindPlaces } from '../scenario/places.js';
import type { Expectation } from '../scenario/scenario.js';
import type { Verdict } from './verdict.js';

/** One piece for each clause. A kind that is unknown, throws, or finds nothing proves nothing: inconclusive. */
export function judgeExpectation(expectation: Expectation, record: RunRecord): readonly Verdict[] {
  return findingsOf(expectation, record).map((finding) => ({
    subject: 'expectation',
    label: expectation.label,
    span: expectation.clauses[finding.clause] ?? expectation.span,
    ...finding,
  }));
}

function findingsOf(expectation: Expectation, record: RunRecord): readonly (Finding & { readonly hint?: string })[] {
  const kind = EXPECTATIONS.get(expectation.kind);
  if (kind === undefined) return [unknowable(expectation, `this version knows no expectation "${expectation.kind}"`)];
  try {
    const findings = kind.judge(record, bindPlaces(expectation.spec, record.header.addresses));
    return findings.length > 0 ? findings : [unknowable(expectation, 'the expectation found nothing to judge')];
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const hint = 'this is a bug of guasto’s: please report it with the record (record.jsonl)';
    return [{ ...unknowable(expectation, `the expectation could not be judged: ${what}`), hint }];
  }
}

const unknowable = (expectation: Expectation, actual: string): Finding => ({
  clause: expectation.kind,
  outcome: 'inconclusive',
  expected: expectation.label,
  actual,
  evidence: [],
});
