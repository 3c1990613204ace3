// Verdicts where they were passed: a bracket on the very span that was judged, the allowed time in green beside it, and for one
// that is not held what was expected and what came instead.

import type { Anchor } from './axis.js';
import { isLong } from './call-label.js';
import { STEPS_X, type LinkColumn, type ProgramColumn } from './columns.js';
import { columnKey, label, roomOf } from './program-labels.js';
import type { Scene } from './scene.js';
import { element, pathData, text, wrap } from './svg.js';
import type { CallBar, PieceTiming, ReportPiece, TimelineBracket } from '../run-report.js';
import { formatDurationUs } from '../../../vocabulary/units.js';

const LINE = 12;
const HALF_ROW = 7;

export interface Judgement {
  /** Put behind the label of a call of which everything expected is true. */
  readonly heldMark: string;
  /** Claims room on the axis around the call's own anchors. */
  readonly place: (start: Anchor, end: Anchor) => void;
}

/** What was judged of one call; undefined if nothing was. */
export function judgementOf(scene: Scene, column: ProgramColumn, call: CallBar): Judgement | undefined {
  const about = scene.report.timeline.brackets.filter((bracket) => isAbout(bracket, call));
  if (about.length === 0) return undefined;
  const held = about.every(({ outcome }) => outcome === 'held');
  return {
    heldMark: held ? ' ✓' : '',
    place: (start, end) => {
      const isTimed = about.some(({ atLeastUs, atMostUs }) => atLeastUs !== undefined || atMostUs !== undefined);
      if (held && !(isTimed && isLong(call))) return;
      const worst =
        about.find(({ outcome }) => outcome === 'broken') ?? about.find(({ outcome }) => outcome !== 'held');
      addBracket(scene, column, { start, end, outcome: worst?.outcome ?? 'held', offset: CLOSE });
      for (const bracket of about) {
        if (bracket.outcome === 'held') continue;
        addBounds(scene, column, { bracket, end });
        addReasons(scene, column, bracket);
      }
    },
  };
}

const isAbout = ({ seqs }: TimelineBracket, { seq, enteredSeq }: CallBar): boolean =>
  seqs.length > 0 && seqs.every((each) => each === seq || each === enteredSeq);

/** Brackets over several events, over what passed a link, over a step. */
export function addOtherBrackets(scene: Scene): void {
  const calls = scene.columns.programs.flatMap(({ lane }) => lane.calls);
  for (const bracket of scene.report.timeline.brackets) {
    if (bracket.outcome === 'held' || calls.some((call) => isAbout(bracket, call))) continue;
    const program = scene.columns.programs.find(({ lane }) => lane.program === bracket.program);
    const link = scene.columns.links.find((column) => column.link.link === bracket.link);
    if (program !== undefined) addProgramBracket(scene, program, bracket);
    else if (link !== undefined) addLinkBracket(scene, link, bracket);
    else addStepBracket(scene, bracket);
  }
}

function addProgramBracket(scene: Scene, column: ProgramColumn, bracket: TimelineBracket): void {
  if (bracket.untilUs > bracket.fromUs) {
    const start = scene.axis.at(bracket.fromUs, columnKey(column));
    const end = scene.axis.at(bracket.untilUs, columnKey(column));
    addBracket(scene, column, { start, end, outcome: bracket.outcome, offset: WIDE });
    addBounds(scene, column, { bracket, end });
  }
  addReasons(scene, column, bracket);
}

/** How far from the life line: of one call, and around several things. */
const CLOSE = 15;
const WIDE = 28;
const BOUND = 22;

interface Spanned {
  readonly start: Anchor;
  readonly end: Anchor;
  readonly outcome: TimelineBracket['outcome'];
  readonly offset: number;
}

function addBracket(scene: Scene, column: ProgramColumn, { start, end, outcome, offset }: Spanned): void {
  const x = column.x + column.side * offset;
  const tip = x - column.side * 6;
  scene.draw('bars', () => {
    const bottom = Math.max(end.y, start.y + 6);
    const d = pathData('M', tip, start.y - 2, 'L', x, start.y - 2, 'L', x, bottom, 'L', tip, bottom);
    return element('path', { d, class: `bracket line-${outcome}` });
  });
}

/** The allowed end, as a green stretch beside the actual one. */
function addBounds(
  scene: Scene,
  column: ProgramColumn,
  { bracket, end }: { readonly bracket: TimelineBracket; readonly end: Anchor },
): void {
  const { atLeastUs, atMostUs, fromUs } = bracket;
  if (atLeastUs === undefined && atMostUs === undefined) return;
  const key = columnKey(column);
  const low = scene.axis.at(atLeastUs ?? fromUs, key);
  const high =
    atMostUs === undefined ? undefined : scene.axis.at(atMostUs, key, { above: HALF_ROW, below: HALF_ROW, tick: 2 });
  const x = column.x + column.side * BOUND;
  scene.draw('bars', () => {
    const last = high?.y ?? Math.max(end.y, low.y + 16);
    const lines = pathData('M', x, low.y, 'L', x, Math.max(last, low.y + 3));
    const tick = pathData('M', x - 4, last, 'L', x + 4, last);
    return (
      element('path', { d: lines, class: `bound line-held${high === undefined ? ' dots' : ''}` }) +
      (high === undefined ? '' : element('path', { d: tick, class: 'bracket line-held' }))
    );
  });
  const told = allowed(bracket);
  const at = high ?? low;
  scene.draw('labels', () => label(column, at.y, told, 'small bold held'));
}

function allowed({ atLeastUs, atMostUs, fromUs }: TimelineBracket): string {
  const least = atLeastUs === undefined ? '' : `≥ ${formatDurationUs(atLeastUs - fromUs)}`;
  const most = atMostUs === undefined ? '' : `≤ ${formatDurationUs(atMostUs - fromUs)}`;
  return `allowed ${[least, most].filter((bound) => bound !== '').join(', ')}`;
}

function addReasons(scene: Scene, column: ProgramColumn, bracket: TimelineBracket): void {
  const piece = scene.report.pieces[bracket.piece];
  if (piece === undefined) return;
  const lines = reasonLines(piece, roomOf(column));
  const anchor = scene.axis.at(bracket.untilUs, columnKey(column), {
    above: HALF_ROW,
    below: HALF_ROW + LINE * (lines.length - 1),
  });
  scene.draw('labels', () =>
    lines.map((line, index) => label(column, anchor.y + index * LINE, line, `small bold ${bracket.outcome}`)).join(''),
  );
}

/** What came instead stands right above: only what was expected must be said. */
function reasonLines({ expected, outcome, timing }: ReportPiece, room: number, most = 2): readonly string[] {
  const mark = outcome === 'broken' ? '✗' : '?';
  const missed = timing === undefined ? undefined : missedBy(timing);
  if (missed !== undefined) return [`${mark} ${missed}`];
  return wrap(`${mark} expected: ${expected}`, room, { class: 'small bold', lines: most });
}

function missedBy({ actualUs, atLeastUs, atMostUs }: PieceTiming): string | undefined {
  if (atLeastUs !== undefined && actualUs < atLeastUs) return `${formatDurationUs(atLeastUs - actualUs)} too early`;
  if (atMostUs !== undefined && actualUs > atMostUs) return `${formatDurationUs(actualUs - atMostUs)} too late`;
  return undefined;
}

function addLinkBracket(scene: Scene, column: LinkColumn, bracket: TimelineBracket): void {
  const piece = scene.report.pieces[bracket.piece];
  if (piece === undefined) return;
  const key = `link ${column.link.link}`;
  const room = column.right - column.left - 40;
  const lines = reasonLines(piece, room, 3);
  const start = scene.axis.at(bracket.fromUs, key);
  const end = scene.axis.at(bracket.untilUs, key, { above: HALF_ROW, below: HALF_ROW + LINE * lines.length });
  const x = column.left + 18;
  if (bracket.untilUs > bracket.fromUs)
    scene.draw('bars', () => {
      const d = pathData('M', x + 6, start.y - 3, 'L', x, start.y - 3, 'L', x, end.y + 3, 'L', x + 6, end.y + 3);
      return element('path', { d, class: `bracket line-${bracket.outcome}` });
    });
  scene.draw('labels', () =>
    lines
      .map((line, index) =>
        text(x + 8, end.y + LINE * (index + 1), line, { class: `small bold halo ${bracket.outcome}`, room }),
      )
      .join(''),
  );
}

function addStepBracket(scene: Scene, bracket: TimelineBracket): void {
  const start = scene.axis.at(bracket.fromUs, 'time');
  const end = scene.axis.at(bracket.untilUs, 'time');
  const x = STEPS_X - 4;
  scene.draw('bars', () => {
    const d = pathData(
      'M',
      x + 5,
      start.y,
      'L',
      x,
      start.y,
      'L',
      x,
      Math.max(end.y, start.y + 4),
      'L',
      x + 5,
      Math.max(end.y, start.y + 4),
    );
    return element('path', { d, class: `bracket line-${bracket.outcome}` });
  });
}
