// Record + scenario → verdict. Pure: a record that lies on disk for years is judged as one of a moment ago.
//
//   rig ─┐
//   steps, guards, receipts ─┼─▶ pieces ─▶ what came after a missed guard proves nothing ─▶ the worst outcome wins
//   expectations ─┘

import type { RunRecord } from '../record/run-record.js';
import { breaksAt } from '../scenario/breaks.js';
import type { Scenario } from '../scenario/scenario.js';
import { worstOutcome } from '../vocabulary/outcome.js';
import { judgeExpectation } from './judge-expectation.js';
import { judgeRig, judgeRecordEnd } from './judge-rig.js';
import { judgeRules } from './judge-rules.js';
import { judgeSteps } from './judge-steps.js';
import type { RunVerdict, Verdict } from './verdict.js';
import { voidFrom, withoutVoid } from './void.js';

/** What the run proved, piece by piece in the order of the scenario file, and as a whole. Never throws. */
export function judge(scenario: Scenario, record: RunRecord): RunVerdict {
  const rig = judgeRig(scenario, record);
  // Without what the scenario needs nothing was tried: the rest would only repeat that.
  const unsupported = rig.filter(({ outcome }) => outcome === 'unsupported');
  if (unsupported.length > 0) return { outcome: 'unsupported', verdicts: unsupported };
  const proofs = [
    ...judgeSteps(scenario, record),
    ...judgeRules(scenario, record),
    ...scenario.expectations.flatMap((expectation) => judgeExpectation(expectation, record)),
  ];
  const verdicts = [...rig, ...judgeRecordEnd(scenario, record), ...withoutVoid(proofs, voidFrom(record), record)];
  return { outcome: worstOutcome(verdicts.map(({ outcome }) => outcome)), verdicts };
}

/** An old record, judged by the scenario as it reads now. */
export function judgeRecord(scenario: Scenario, record: RunRecord): Rejudged {
  const scenarioChanged = scenario.identity.sha256 !== record.header.scenario.sha256;
  return { ...judge(scenario, record), scenarioChanged };
}

export interface Rejudged extends RunVerdict {
  /** The file's text is not the one that was run: new expectations are judged, but its steps may be other ones. */
  readonly scenarioChanged: boolean;
}

export interface SoughtPiece {
  readonly outcome: Verdict['outcome'];
  /** A clause (`takes`, `await exit`, `receipt`) or a label, whole or its beginning (`await exit client`). */
  readonly at: string;
  /** Text that `actual`, or an event of the evidence, must hold: an errno, a line. */
  readonly because?: string | undefined;
}

/** The piece that `breaks:` of a mutant or `must-break:` of a scenario speaks of; undefined if it did not end so. */
export function findPiece(verdict: RunVerdict, sought: SoughtPiece, record?: RunRecord): Verdict | undefined {
  return verdict.verdicts.find(
    (piece) =>
      piece.outcome === sought.outcome &&
      (breaksAt(sought.at, piece.clause) || breaksAt(sought.at, piece.label)) &&
      tells(piece, sought.because ?? '', record),
  );
}

function tells({ actual, evidence }: Verdict, text: string, record: RunRecord | undefined): boolean {
  return actual.includes(text) || evidence.some((seq) => JSON.stringify(record?.events[seq])?.includes(text));
}
