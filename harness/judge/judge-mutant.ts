// What became of a wrong program: the scenario must break with it, at the piece that `breaks:` names and not just anywhere.

import { eventsOf } from '../record/moments.js';
import type { RunRecord } from '../record/run-record.js';
import { breaksAt } from '../scenario/breaks.js';
import { findPiece } from './judge.js';
import type { RunVerdict, Verdict } from './verdict.js';

export interface MutantVerdict {
  /**
   * caught: broken at that piece. elsewhere: broken, but not there, or not because of what `because:` says. survived: the
   * scenario held. inconclusive: it can't be told from this run.
   */
  readonly outcome: 'caught' | 'survived' | 'elsewhere' | 'inconclusive' | 'unsupported';
  /** The piece that tells; absent for a survivor. */
  readonly piece?: Verdict;
}

/** Where the scenario must break with this program's mutant, and a text that the proof must hold. */
export interface Breaks {
  readonly program: string;
  readonly breaks: string;
  readonly because: string | undefined;
}

export function judgeMutant(sought: Breaks, verdict: RunVerdict, record: RunRecord): MutantVerdict {
  const { breaks, because } = sought;
  const unreadable = unreadableProgram(sought, verdict, record);
  if (unreadable !== undefined) return { outcome: 'elsewhere', piece: unreadable };
  const caught = findPiece(verdict, { outcome: 'broken', at: breaks, because }, record);
  if (caught !== undefined) return { outcome: 'caught', piece: caught };
  const first = (outcome: Verdict['outcome'], isIt: (piece: Verdict) => boolean = () => true): Verdict | undefined =>
    verdict.verdicts.find((piece) => piece.outcome === outcome && isIt(piece));
  const isThere = (piece: Verdict): boolean => breaksAt(breaks, piece.clause) || breaksAt(breaks, piece.label);
  // The piece itself could not be told: that another one broke says nothing of it.
  const doubtful = first('inconclusive', isThere);
  if (doubtful !== undefined) return { outcome: 'inconclusive', piece: doubtful };
  // Of several broken pieces the one that was named, though for another reason.
  const broken = first('broken', isThere) ?? first('broken');
  if (broken !== undefined) return { outcome: 'elsewhere', piece: broken };
  if (verdict.outcome === 'held') return { outcome: 'survived' };
  const piece = first(verdict.outcome);
  const outcome = verdict.outcome === 'unsupported' ? 'unsupported' : 'inconclusive';
  return piece === undefined ? { outcome } : { outcome, piece };
}

/** What an interpreter says of a text that it can't run: a slip in the patch, not the mistake that it should make. */
const UNREADABLE = /^(?:SyntaxError|IndentationError|TabError): /;
/** What Python ends a program with that uses what is not there, a forgotten import for instance. */
const UNKNOWN_NAME = /^(?:NameError|UnboundLocalError|ImportError|ModuleNotFoundError): /;

function unreadableProgram({ program }: Breaks, verdict: RunVerdict, record: RunRecord): Verdict | undefined {
  const said = eventsOf(record.events, 'output.line').filter(
    ({ data }) => data.program === program && data.stream === 'stderr',
  );
  const crashed = said.some(({ data }) => data.text.startsWith('Traceback '));
  const line = said.find(({ data: { text } }) => UNREADABLE.test(text) || (crashed && UNKNOWN_NAME.test(text)));
  const broken = verdict.verdicts.find(({ outcome }) => outcome === 'broken');
  if (line === undefined || broken === undefined) return undefined;
  return {
    ...broken,
    label: `the mutant of ${program}`,
    clause: 'mutant',
    expected: 'a program that its interpreter can run',
    actual: line.data.text,
    hint: 'look at the blanks and the names in the `replace` of the mutant: the rest of the file stays as it is',
    evidence: [line.seq],
  };
}
