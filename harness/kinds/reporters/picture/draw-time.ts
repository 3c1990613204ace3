// The left edge: the time, where it is shortened, and the scenario's steps.

import { STEPS_WIDTH, STEPS_X, TIME_X } from './columns.js';
import type { Scene } from './scene.js';
import { element, pathData, text, wrap } from './svg.js';
import type { StepMark } from '../run-report.js';
import { formatDurationUs } from '../../../vocabulary/units.js';

const LINE = 12;

const LOOKS: Readonly<Record<StepMark['outcome'], string>> = {
  done: 'small',
  missed: 'small bold broken',
  failed: 'small bold inconclusive',
  skipped: 'small muted',
  open: 'small bold inconclusive',
};

export function addSteps(scene: Scene, steps: readonly StepMark[]): void {
  for (const step of steps) {
    // A guard that was missed is inconclusive, an await broken; another one of the same words may have held.
    const outcome = scene.report.pieces.find(
      ({ label, subject, outcome: its }) => label === step.label && subject !== 'receipt' && its !== 'held',
    )?.outcome;
    const look = step.outcome === 'missed' && outcome !== undefined ? `small bold ${outcome}` : LOOKS[step.outcome];
    const mark = step.outcome === 'missed' ? (outcome === 'inconclusive' ? '? ' : '✗ ') : step.rule ? 'when ' : '';
    const lines = wrap(`${mark}${step.label}`, STEPS_WIDTH, { class: 'small', lines: 2 });
    const anchor = scene.axis.at(step.atUs, 'steps', { above: 7, below: 7 + (lines.length - 1) * LINE, tick: 1 });
    scene.draw('labels', () =>
      lines.map((line, index) => text(STEPS_X, anchor.y + 4 + index * LINE, line, { class: look })).join(''),
    );
  }
}

export function addCleanup(scene: Scene): void {
  const { cleanupUs, cut, durationUs } = scene.report.timeline;
  const told = cleanupUs !== undefined ? 'clean-up' : cut ? 'the record ends here' : undefined;
  if (told === undefined) return;
  const anchor = scene.axis.at(cleanupUs ?? durationUs, 'steps', { above: 9, below: 9, tick: 2 });
  scene.draw('rules', () => {
    const d = pathData('M', TIME_X, anchor.y, 'L', scene.columns.width - 14, anchor.y);
    return element('path', { d, class: 'thin rule dash' });
  });
  scene.draw('labels', () => text(STEPS_X, anchor.y + 4, told, { class: 'small muted halo' }));
}

/** Drawn last, when everything else has its place. */
export function renderTime(scene: Scene, top: number, bottom: number): string {
  const breaks = scene.axis.breaks().filter(({ fromY, untilY }) => untilY - fromY >= 16);
  const line: (string | number)[] = ['M', TIME_X, top];
  const labels: string[] = [];
  for (const { fromY, untilY, us } of breaks) {
    const y = (fromY + untilY) / 2;
    line.push('L', TIME_X, y - 5, 'l', 4, 2, 'l', -8, 3, 'l', 8, 3, 'L', TIME_X, y + 5);
    if (untilY - fromY >= 30) {
      labels.push(text(TIME_X - 9, y + 3, formatDurationUs(us), { class: 'small muted', anchor: 'end' }));
    }
  }
  line.push('L', TIME_X, bottom);
  const ticks = scene.axis.ticks(13).map(({ y, atUs }) => {
    const tick = element('path', { d: pathData('M', TIME_X - 3, y, 'L', TIME_X + 3, y), class: 'thin axis' });
    return (
      tick + text(TIME_X - 6, y + 3.5, clock(atUs, scene.report.timeline.durationUs), { class: 'mono', anchor: 'end' })
    );
  });
  const axis = element('path', { d: pathData(...line), class: 'thin axis' });
  return [axis, ...ticks, ...labels].join('\n');
}

/** One unit for the whole axis. */
const clock = (us: number, durationUs: number): string =>
  durationUs < 100_000_000 ? `${(us / 1_000).toFixed(1)} ms` : `${(us / 1_000_000).toFixed(3)} s`;
