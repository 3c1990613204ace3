// Hands on the picture: wheel, drag, pinch, keys.

import type { Lasting } from '../series.js';
import { zoom } from '../time-scale.js';
import type { Point } from './frame.js';
import type { Stage } from './stage.js';

const STILL = 4;

export interface Commands {
  readonly nextProblem: () => void;
  readonly help: () => void;
}

export function bindControls(stage: Stage, commands: Commands): void {
  bindWheel(stage);
  bindPointer(stage);
  bindKeys(stage, commands);
}

function bindWheel(stage: Stage): void {
  stage.canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === 1 ? 16 : 1;
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) stage.panBy(sideways * unit);
      else if (event.altKey) stage.scrollBy(event.deltaY * unit);
      else stage.zoomBy(Math.exp(-event.deltaY * unit * 0.0022), stage.scale.us(event.offsetX));
    },
    { passive: false },
  );
}

function bindPointer(stage: Stage): void {
  const { canvas } = stage;
  const down = new Map<number, Point>();
  let moved = 0;
  let pinch: { readonly distance: number; readonly view: Lasting; readonly us: number } | undefined;
  const at = (event: PointerEvent): Point => ({ x: event.offsetX, y: event.offsetY });
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, at(event));
    if (down.size === 1) moved = 0;
    pinch = startPinch(stage, [...down.values()]);
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId);
    if (before === undefined) return stage.point(at(event));
    down.set(event.pointerId, at(event));
    if (pinch !== undefined) {
      stage.show(zoom(pinch.view, distanceOf([...down.values()]) / pinch.distance, pinch.us));
      return;
    }
    moved += Math.abs(event.offsetX - before.x) + Math.abs(event.offsetY - before.y);
    if (moved <= STILL) return;
    canvas.style.cursor = 'grabbing';
    stage.panBy(before.x - event.offsetX);
    stage.scrollBy(before.y - event.offsetY);
  });
  const release = (event: PointerEvent): void => {
    const was = down.delete(event.pointerId);
    pinch = undefined;
    if (was && event.type === 'pointerup' && moved <= STILL) stage.choose(stage.itemAt(at(event))?.item);
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => stage.point(undefined));
  canvas.addEventListener('dblclick', (event) => stage.zoomBy(2.5, stage.scale.us(event.offsetX)));
}

function startPinch(stage: Stage, points: readonly Point[]) {
  const [one, two] = points;
  if (one === undefined || two === undefined) return undefined;
  const distance = Math.max(distanceOf(points), 1);
  return { distance, view: stage.view, us: stage.scale.us((one.x + two.x) / 2) };
}

function distanceOf([one, two]: readonly Point[]): number {
  return one === undefined || two === undefined ? 1 : Math.hypot(one.x - two.x, one.y - two.y);
}

function bindKeys(stage: Stage, commands: Commands): void {
  const page = (): number => stage.scale.right - stage.scale.left;
  const keys: Readonly<Record<string, (far: boolean) => void>> = {
    ArrowLeft: (far) => stage.panBy(-page() * (far ? 0.8 : 0.12)),
    ArrowRight: (far) => stage.panBy(page() * (far ? 0.8 : 0.12)),
    ArrowUp: () => stage.scrollBy(-40),
    ArrowDown: () => stage.scrollBy(40),
    '+': () => stage.zoomBy(1.6),
    '=': () => stage.zoomBy(1.6),
    '-': () => stage.zoomBy(1 / 1.6),
    _: () => stage.zoomBy(1 / 1.6),
    '0': () => stage.fit(),
    f: () => stage.fit(),
    a: () => stage.showWhole(),
    Home: () => stage.show(moveTo(stage.view, 0)),
    End: () => stage.show(moveTo(stage.view, Number.MAX_SAFE_INTEGER)),
    n: () => stage.choose(stage.neighbour(1)),
    p: () => stage.choose(stage.neighbour(-1)),
    b: () => commands.nextProblem(),
    Enter: () => stage.selected !== undefined && stage.zoomTo(stage.selected),
    Escape: () => stage.choose(undefined),
    '?': () => commands.help(),
  };
  stage.canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act === undefined) return;
    event.preventDefault();
    act(event.shiftKey);
  });
}

const moveTo = ({ fromUs, untilUs }: Lasting, us: number): Lasting => ({ fromUs: us, untilUs: us + untilUs - fromUs });
