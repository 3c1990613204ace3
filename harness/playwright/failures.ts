// Failures as Playwright shows them: the error's stack names places in the YAML, so its code frame is the YAML's.

import { resolve } from 'node:path';
import type { JobResult } from '../engine/job.js';
import type { ReportPiece } from '../kinds/reporters/run-report.js';
import type { Outcome } from '../vocabulary/outcome.js';
import type { ScenarioProblem, Span } from '../vocabulary/problems.js';
import { formatDurationUs } from '../vocabulary/units.js';
import { isPlaywrightFrom } from './runner-instance.js';

export type FailureName = 'Broken' | 'Inconclusive' | 'Unsupported' | 'ScenarioProblem' | 'EngineFailure';

/** One line of a YAML stack. */
export interface Frame {
  readonly what: string;
  readonly place: Pick<Span, 'file' | 'line' | 'column'>;
}

/** An error whose stack consists of places in scenario files. `errors`: Playwright >= 1.61 shows each as an error of its own. */
export class ScenarioFailure extends Error {
  override readonly name: FailureName;
  readonly frames: readonly Frame[];
  readonly piece: ReportPiece | undefined;
  errors: readonly ScenarioFailure[] = [];

  constructor(name: FailureName, message: string, frames: readonly Frame[], piece?: ReportPiece) {
    // A line such as `    at f (file:1:2)` in a message would be taken for the first frame.
    const plain = message.replaceAll(/^( +)at /gm, '$1in ');
    super(plain);
    this.name = name;
    this.frames = frames;
    this.piece = piece;
    this.stack = `${name}: ${plain}\n${frames.map(frameLine).join('\n')}`;
  }
}

/** One failure for each piece that did not hold, the worst first; empty when the run held. */
export function failuresOf(result: JobResult): readonly ScenarioFailure[] {
  const name = FAILURE_NAMES[result.outcome];
  if (name === undefined) return [];
  const title: Frame = { what: result.title, place: { file: result.file, line: result.line, column: 1 } };
  const failures = piecesFailures(result.pieces, title);
  return failures.length > 0
    ? failures
    : [new ScenarioFailure(name, result.reason ?? `the run is ${result.outcome}`, [title])];
}

/** `within`: what the pieces are of, the last frame of each stack. */
export function piecesFailures(pieces: readonly ReportPiece[], within?: Frame): readonly ScenarioFailure[] {
  return WORST_FIRST.flatMap((outcome) =>
    pieces.filter((piece) => piece.outcome === outcome).map((piece) => pieceFailure(piece, within)),
  );
}

/** One failure for each problem of a scenario file, each at its own place. */
export function problemFailures(
  problems: readonly ScenarioProblem[],
  render: (problem: ScenarioProblem) => string,
): readonly ScenarioFailure[] {
  return problems.map(
    (problem) => new ScenarioFailure('ScenarioProblem', render(problem), [{ what: 'scenario', place: problem.span }]),
  );
}

/** The first, with all others attached, or told in its text where Playwright would not show those; undefined for none. */
export function combined(
  failures: readonly ScenarioFailure[],
  showsAttached = isPlaywrightFrom(1, 61),
): ScenarioFailure | undefined {
  const [first, ...others] = failures;
  if (first === undefined || others.length === 0) return first;
  if (!showsAttached) {
    return new ScenarioFailure(
      first.name,
      failures.map(({ message }) => message).join('\n\n'),
      first.frames,
      first.piece,
    );
  }
  first.errors = others;
  return first;
}

/** `call recv of client (first) › takes`. */
export function pieceTitle({ label, clause }: ReportPiece): string {
  return clause === '' || label.startsWith(clause) ? label : `${label} › ${clause}`;
}

const FAILURE_NAMES: Readonly<Record<Outcome, FailureName | undefined>> = {
  held: undefined,
  broken: 'Broken',
  inconclusive: 'Inconclusive',
  unsupported: 'Unsupported',
};

const WORST_FIRST = ['broken', 'inconclusive', 'unsupported'] as const;

function pieceFailure(piece: ReportPiece, within: Frame | undefined): ScenarioFailure {
  const name = FAILURE_NAMES[piece.outcome] ?? 'Inconclusive';
  const what = pieceTitle(piece);
  const lines = [what, `Expected: ${piece.expected}`, `Actual:   ${piece.actual}`];
  if (piece.hint !== undefined) lines.push(`Hint:     ${piece.hint}`);
  for (const { atUs, text } of piece.evidence) lines.push(`  ${formatDurationUs(atUs).padStart(8)}  ${text}`);
  const frames = [{ what, place: piece.span }, ...(within === undefined ? [] : [within])];
  return new ScenarioFailure(name, lines.join('\n'), frames, piece);
}

function frameLine({ what, place }: Frame): string {
  // A parenthesis in the name would end it for whoever parses the stack.
  return `    at ${what.replaceAll(/[()\n]/g, '')} (${resolve(place.file)}:${place.line}:${place.column})`;
}
