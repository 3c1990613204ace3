// A program: its life as a line, each socket call as a bar beside what it was called with and what came of it, its output.

import { endLabel, isLong, isMany, shortLabel, startLabel } from './call-label.js';
import type { ProgramColumn } from './columns.js';
import { judgementOf, type Judgement } from './draw-brackets.js';
import type { Scene } from './scene.js';
import { bolt, columnKey, label, roomOf } from './program-labels.js';
import { columnsIn, element, pathData } from './svg.js';
import { displayWidth } from '../visible-text.js';
import type { CallBar, OutputMark, ProgramMark, ProgramSpan } from '../run-report.js';

const HALF_ROW = 7;
const ROW = { above: HALF_ROW, below: HALF_ROW } as const;
const BAR = 9;

export function addProgram(scene: Scene, column: ProgramColumn): void {
  const { lane } = column;
  const judgements = new Map(lane.calls.map((call) => [call, judgementOf(scene, column, call)]));
  for (const run of lane.runs) addLife(scene, column, run);
  const busyUntil: number[] = [];
  for (const call of lane.calls) {
    const depth = Math.max(
      0,
      busyUntil.findIndex((untilUs) => untilUs <= call.fromUs),
    );
    const free = busyUntil.length === 0 || (busyUntil[depth] ?? 0) <= call.fromUs ? depth : busyUntil.length;
    busyUntil[free] = call.untilUs;
    addCall(scene, { column, call, depth: Math.min(free, 2), judgement: judgements.get(call) });
  }
  for (const line of lane.output) addOutput(scene, column, line);
  for (const mark of lane.marks) addMark(scene, column, mark);
}

interface PlacedCall {
  readonly column: ProgramColumn;
  readonly call: CallBar;
  /** How many calls of other threads are under way beside it. */
  readonly depth: number;
  readonly judgement: Judgement | undefined;
}

function addCall(scene: Scene, { column, call, depth, judgement }: PlacedCall): void {
  const key = columnKey(column);
  const blocked = isLong(call);
  const start = scene.axis.at(call.fromUs, key, { ...ROW, tick: blocked ? 2 : 1 });
  // A result that does not fit beside its call stands below it: it matters most.
  const short = shortLabel(call);
  const isSplit = blocked || (short.includes(' → ') && displayWidth(short) > columnsIn(roomOf(column), 'mono'));
  const end = scene.axis.at(call.untilUs, key, isSplit ? { ...ROW, tick: blocked ? 2 : 0 } : {});
  judgement?.place(start, end);
  const x = column.x + column.side * depth * (BAR + 3);
  scene.draw('bars', () => {
    const height = Math.max(5, end.y - start.y);
    const look = isMany(call)
      ? 'many'
      : call.state === 'open'
        ? 'open'
        : blocked
          ? `blocked-${call.state}`
          : call.state;
    return element('rect', { x: x - BAR / 2, y: start.y - 2, width: BAR, height, rx: 2, class: look });
  });
  const look = call.state === 'raised' ? ' raised-text' : call.state === 'open' ? ' muted' : '';
  const mark = judgement?.heldMark ?? '';
  scene.draw('labels', () =>
    isSplit
      ? label(column, start.y, startLabel(call), 'mono') +
        label(column, end.y, `${endLabel(call)}${mark}`, `mono bold${look}`)
      : label(column, start.y, `${short}${mark}`, `mono${look}`),
  );
}

function addLife(scene: Scene, column: ProgramColumn, run: ProgramSpan): void {
  const key = columnKey(column);
  const again = run.run > 1;
  const start = scene.axis.at(run.fromUs, key, { ...(again ? ROW : {}), tick: 1 });
  const end = scene.axis.at(run.untilUs, key, { ...ROW, tick: 1 });
  scene.draw('lines', () => {
    const cap = run.exited ? ['M', column.x - 6, end.y, 'L', column.x + 6, end.y] : [];
    const line = pathData('M', column.x, start.y, 'L', column.x, end.y, ...cap);
    return element('path', { d: line, class: 'life thin' });
  });
  scene.draw('labels', () => {
    const begins = again ? label(column, start.y, `starts again (run ${run.run})`, 'small bold') : '';
    return begins + (run.exited ? label(column, end.y, run.ending, 'small bold') : '');
  });
}

function addOutput(scene: Scene, column: ProgramColumn, { atUs, stream, text: line }: OutputMark): void {
  const anchor = scene.axis.at(atUs, columnKey(column), ROW);
  scene.draw('labels', () => label(column, anchor.y, `${stream}: ${line}`, 'mono muted'));
}

function addMark(scene: Scene, column: ProgramColumn, mark: ProgramMark): void {
  const anchor = scene.axis.at(mark.atUs, columnKey(column), { ...ROW, tick: 1 });
  const look = mark.kind === 'signal' || mark.kind === 'stopped' ? 'small bold fault-text' : 'small muted';
  scene.draw('labels', () => {
    const dot =
      mark.kind === 'signal'
        ? bolt(column.x, anchor.y)
        : element('circle', { cx: column.x, cy: anchor.y, r: 2.5, class: 'fill-muted' });
    return dot + label(column, anchor.y, mark.text, look);
  });
}
