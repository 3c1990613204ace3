// Everything that the page shows of a run, as one kind of thing: it can be drawn, listed, pointed at, searched and selected.

import type {
  CallBar,
  FaultBand,
  OutputMark,
  Passage,
  ProgramMark,
  ProgramSpan,
  StepMark,
  TimelineBracket,
  Trouble,
  WireConnection,
  WireEnd,
} from '../kinds/reporters/timeline.js';
import type { ReportPiece } from '../kinds/reporters/run-report.js';
import type { Outcome } from '../vocabulary/outcome.js';
import type { Seq } from '../vocabulary/time.js';
import type { Lasting } from './series.js';

interface Sources {
  readonly step: StepMark;
  readonly trouble: Trouble;
  readonly call: CallBar;
  readonly output: OutputMark;
  readonly mark: ProgramMark;
  readonly life: ProgramSpan;
  readonly fault: FaultBand;
  readonly connection: WireConnection;
  readonly bytes: Passage;
  readonly end: WireEnd;
  readonly verdict: { readonly bracket: TimelineBracket; readonly piece: Omit<ReportPiece, 'frame'> };
}

export type ItemKind = keyof Sources;

export interface ItemOf<K extends ItemKind> {
  readonly kind: K;
  readonly source: Sources[K];
  /** `client`, `wire #1`, `harness`. */
  readonly who: string;
  readonly text: string;
  readonly fromUs: number;
  readonly untilUs: number;
  readonly seqs: readonly Seq[];
  readonly program?: string | undefined;
  readonly link?: string | undefined;
  readonly connection?: number | undefined;
  /** Name of the call. */
  readonly call?: string | undefined;
}

export type Item = { readonly [K in ItemKind]: ItemOf<K> }[ItemKind];

/** Which verdict other than held each event proves: the worst. */
export type Proofs = ReadonlyMap<Seq, Outcome>;

export function proofOf({ seqs }: Pick<Item, 'seqs'>, proofs: Proofs): Outcome | undefined {
  for (const seq of seqs) {
    const outcome = proofs.get(seq);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

/** Of a verdict, with the bounds that were set: they may lie beyond the span that was judged. */
export const extentOf = ({ fromUs, untilUs, source: { bracket } }: ItemOf<'verdict'>): Lasting => ({
  fromUs,
  untilUs: Math.max(untilUs, bracket.atMostUs ?? 0, bracket.atLeastUs ?? 0),
});
