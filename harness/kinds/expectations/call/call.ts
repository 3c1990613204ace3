// `call:` what a program's socket calls returned or raised, moved, and took.

import { stepsEndedUs } from '../../../record/moments.js';
import type { RunRecord } from '../../../record/run-record.js';
import { describeBounds, isWithin, mayGrowWithin, type Bounds } from '../bounds.js';
import { worstByClause } from '../by-clause.js';
import type { ExpectationKind, Finding } from '../expectation.js';
import { traceGap } from '../trace.js';
import { absent, broken, held, inconclusive, missing, plural, seqsOf } from '../verdict-words.js';
import { judgeClauses, unsatisfied } from './call-clauses.js';
import { otherCalls, selectCalls } from './call-selection.js';
import { callSchema, type CallSpec, type Nth } from './call-spec.js';
import { describeCall, describeClauses, describeSelector, type Moment, type PlacedCall } from './call-text.js';

export const call: ExpectationKind<CallSpec> = {
  name: 'call',
  about: 'what the socket calls of a program returned or raised, moved, and took',
  schema: callSchema,
  needs: () => [],
  callsOf: (spec) => [spec.call.by],
  describe: (spec) => `call ${describeSelector(spec.call)}`,
  judge: judgeCall,
};

function judgeCall(record: RunRecord, spec: CallSpec): readonly Finding[] {
  const moment = { record, untilUs: stepsEndedUs(record) };
  const calls = selectCalls(record, spec.call);
  if (spec.count !== undefined) return [judgeCount(moment, calls, spec, spec.count)];
  const nth = spec.call.nth ?? 'every';
  if (nth === 'never') return [judgeNever(moment, calls, spec)];
  const gap = traceGap(record, spec.call.by, spec.call.run);
  const chosen = choose(moment, calls, spec, nth);
  if (chosen.length === 0 || (gap !== undefined && (nth === 'every' || nth === 'last'))) {
    return [judgeMissing(moment, calls, spec, gap)];
  }
  if (!hasClauses(spec)) return [happened(moment, chosen, spec)];
  // A gap in the trace hides calls and returns: what is said of a call that was seen to come back stays true.
  if (gap !== undefined && chosen.some((each) => mayHaveReturned(record, each))) {
    return [judgeMissing(moment, calls, spec, gap)];
  }
  const findings = worstByClause(chosen.flatMap((each) => judgeClauses(moment, each, spec)));
  return nth === 'any' ? findings.map((finding) => unlessUnseen(record, gap, finding)) : findings;
}

/** It was not seen to, but its trace was lost. */
const mayHaveReturned = (record: RunRecord, { call: { returned, program, run } }: PlacedCall): boolean =>
  returned === undefined && traceGap(record, program, run) !== undefined;

/** That no call satisfies a clause is proven only where all of them were seen. */
function unlessUnseen(record: RunRecord, gap: string | undefined, finding: Finding): Finding {
  if (finding.outcome !== 'broken') return finding;
  return gap === undefined ? missing(record, finding) : inconclusive({ ...finding, actual: gap });
}

function choose(
  moment: Moment,
  calls: readonly PlacedCall[],
  spec: CallSpec,
  nth: Exclude<Nth, 'never'>,
): readonly PlacedCall[] {
  switch (nth) {
    case 'every':
      return everyOf(calls, spec);
    case 'first':
      return calls.slice(0, 1);
    case 'last':
      return calls.slice(-1);
    case 'any':
      return closestOf(moment, calls, spec);
    default:
      return calls.slice(nth - 1, nth);
  }
}

/** A server that serves on is in its next accept when the steps end: that call says nothing about those that came back. */
function everyOf(calls: readonly PlacedCall[], spec: CallSpec): readonly PlacedCall[] {
  const cameBack = calls.filter(({ call: { returned } }) => returned !== undefined);
  return spec.pending !== undefined || cameBack.length === 0 ? calls : cameBack;
}

/** One that satisfies all clauses if there is one, else one that may; of others the one that breaks fewest. The first of equals. */
function closestOf(moment: Moment, calls: readonly PlacedCall[], spec: CallSpec): readonly PlacedCall[] {
  const rated = calls.map((placed) => {
    const outcomes = judgeClauses(moment, placed, spec).map(({ outcome }) => outcome);
    const count = (wanted: Finding['outcome']): number => outcomes.filter((outcome) => outcome === wanted).length;
    return { placed, broken: count('broken'), held: count('held') };
  });
  const byDistance = rated.toSorted((a, b) => a.broken - b.broken || b.held - a.held);
  return byDistance.slice(0, 1).map(({ placed }) => placed);
}

const hasClauses = ({ call: _selector, count: _count, ...clauses }: CallSpec): boolean =>
  Object.values(clauses).some((clause) => clause !== undefined);

function happened(moment: Moment, chosen: readonly PlacedCall[], spec: CallSpec): Finding {
  const [first] = chosen;
  return held({
    clause: 'call',
    expected: `${describeSelector(spec.call)} happens`,
    actual: first === undefined ? 'it happened' : describeCall(moment, first),
    evidence: seqsOf([first?.call.entered, first?.call.returned]),
  });
}

function judgeMissing(
  { record }: Moment,
  calls: readonly PlacedCall[],
  spec: CallSpec,
  gap: string | undefined,
): Finding {
  const seen =
    calls.length === 0 ? 'it never happened' : `it happened ${calls.length === 1 ? 'once' : `${calls.length} times`}`;
  const texts = {
    clause: 'call',
    expected: `${describeSelector(spec.call)}${describeClauses(spec) || ' happens'}`,
    actual: `${seen}: ${otherCalls(record, spec.call)}`,
    evidence: seqsOf(calls.slice(-1).map((placed) => placed.call.returned ?? placed.call.entered)),
  };
  return gap === undefined ? missing(record, texts) : inconclusive({ ...texts, actual: gap });
}

function judgeNever(moment: Moment, calls: readonly PlacedCall[], spec: CallSpec): Finding {
  const { nth: _, ...selector } = spec.call;
  const doubts = calls.map((placed) => unsatisfied(moment, placed, spec));
  const offending = calls.find((_, index) => doubts[index]?.length === 0);
  const texts = { clause: 'call', expected: `never ${describeSelector(selector)}${describeClauses(spec)}` };
  if (offending !== undefined) {
    const { entered, returned } = offending.call;
    return broken({ ...texts, actual: describeCall(moment, offending), evidence: seqsOf([entered, returned]) });
  }
  const gap = traceGap(moment.record, selector.by, selector.run);
  if (gap !== undefined) return inconclusive({ ...texts, actual: gap });
  const doubt = doubts.flat().find(({ outcome }) => outcome === 'inconclusive');
  if (doubt !== undefined) return inconclusive({ ...texts, actual: doubt.actual, evidence: doubt.evidence });
  return absent(moment.record, { ...texts, actual: `none of ${plural(calls.length, 'call')} of ${selector.name}` });
}

function judgeCount(moment: Moment, calls: readonly PlacedCall[], spec: CallSpec, bounds: Bounds): Finding {
  const doubts = calls.map((placed) => unsatisfied(moment, placed, spec));
  const such = calls.filter((_, index) => doubts[index]?.length === 0);
  const unsure = doubts.flatMap(([doubt]) => (doubt?.outcome === 'inconclusive' ? [doubt] : []));
  const texts = {
    clause: 'count',
    expected: `${describeSelector(spec.call)}${describeClauses(spec)}: ${describeBounds(bounds, (value) => plural(value, 'call'))}`,
    actual:
      such.length === calls.length ? plural(such.length, 'call') : `${such.length} of ${plural(calls.length, 'call')}`,
    evidence: seqsOf(such.slice(0, 5).map((placed) => placed.call.returned ?? placed.call.entered)),
  };
  const gap = traceGap(moment.record, spec.call.by, spec.call.run);
  if (gap !== undefined && mayGrowWithin(such.length, bounds)) return inconclusive({ ...texts, actual: gap });
  // Whichever of those that can't be told are such calls, the count must come to the same verdict.
  const verdicts = new Set(
    Array.from({ length: unsure.length + 1 }, (_, more) => isWithin(such.length + more, bounds)),
  );
  if (verdicts.size > 1) {
    const actual = `${texts.actual}, and ${unsure.length} of which it can’t be told: ${unsure[0]?.actual ?? ''}`;
    return inconclusive({ ...texts, actual, evidence: [...texts.evidence, ...(unsure[0]?.evidence ?? [])] });
  }
  if (!isWithin(such.length, bounds)) {
    return mayGrowWithin(such.length, bounds) ? missing(moment.record, texts) : broken(texts);
  }
  return bounds.atMost === undefined && bounds.exactly === undefined ? held(texts) : absent(moment.record, texts);
}
