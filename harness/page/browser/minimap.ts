// The whole run in a narrow strip, with a frame around what the picture shows. It can be dragged.

import { isWaiting } from '../../kinds/reporters/picture/call-label.js';
import type { Model } from '../model.js';
import type { Lane, ProgramLane } from '../lanes.js';
import type { Lasting } from '../series.js';
import { TimeScale } from '../time-scale.js';
import { el } from './dom.js';
import { onThemeChange, readTheme, type Theme } from './theme.js';

const ROW = 6;
const PAD = 4;
const LANES = 8;

export class Minimap {
  readonly element = el('canvas', { class: 'minimap', 'aria-hidden': 'true' });
  readonly #model: Model;
  readonly #lanes: readonly Lane[];
  readonly #ground = document.createElement('canvas');
  #theme: Theme = readTheme();
  #view: Lasting = { fromUs: 0, untilUs: 0 };
  #width = 0;

  constructor(model: Model, move: (middleUs: number) => void) {
    this.#model = model;
    this.#lanes = model.lanes.filter(({ kind }) => kind === 'program').slice(0, LANES);
    this.element.style.height = `${this.#height}px`;
    new ResizeObserver(() => this.#resize()).observe(this.element);
    onThemeChange((theme) => {
      this.#theme = theme;
      this.#paintGround();
      this.#paint();
    });
    const drag = ({ buttons, offsetX }: PointerEvent): void => {
      if (buttons === 1) move(this.#scale.us(offsetX));
    };
    this.element.addEventListener('pointerdown', (event) => {
      this.element.setPointerCapture(event.pointerId);
      drag(event);
    });
    this.element.addEventListener('pointermove', drag);
  }

  show(view: Lasting): void {
    this.#view = view;
    this.#paint();
  }

  get #height(): number {
    return 2 * PAD + Math.max(1, this.#lanes.length) * ROW;
  }

  get #scale(): TimeScale {
    return new TimeScale({ fromUs: 0, untilUs: Math.max(1, this.#model.timeline.durationUs) }, PAD, this.#width - PAD);
  }

  #resize(): void {
    this.#width = this.element.clientWidth;
    for (const canvas of [this.element, this.#ground]) {
      canvas.width = Math.max(1, Math.round(this.#width * devicePixelRatio));
      canvas.height = Math.round(this.#height * devicePixelRatio);
    }
    this.#paintGround();
    this.#paint();
  }

  #paintGround(): void {
    const ctx = this.#ground.getContext('2d');
    if (ctx === null || this.#width === 0) return;
    const { timeline, verdicts } = this.#model;
    const scale = this.#scale;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx.fillStyle = this.#theme.panel;
    ctx.fillRect(0, 0, this.#width, this.#height);
    const bar = (range: Lasting, y: number, { height, colour }: { height: number; colour: string }): void => {
      ctx.fillStyle = colour;
      const x = scale.x(range.fromUs);
      ctx.fillRect(x, y, Math.max(1, scale.x(range.untilUs) - x), height);
    };
    for (const fault of timeline.faults) bar(fault, 0, { height: this.#height, colour: this.#theme.fault });
    for (const [index, lane] of this.#lanes.entries()) {
      if (lane.kind === 'program') this.#paintLane(lane, PAD + index * ROW, bar);
    }
    for (const verdict of verdicts) {
      if (verdict.source.piece.outcome === 'held') continue;
      const colour = verdict.source.piece.outcome === 'broken' ? this.#theme.broken : this.#theme.doubt;
      bar(verdict, 0, { height: 3, colour });
    }
  }

  #paintLane(
    lane: ProgramLane,
    y: number,
    bar: (range: Lasting, y: number, look: { height: number; colour: string }) => void,
  ): void {
    const theme = this.#theme;
    const scale = this.#scale;
    for (const life of lane.lives) bar(life, y + 2, { height: 1, colour: theme.life });
    let lastX = -1;
    for (const call of lane.calls.all) {
      const raised = call.source.state === 'raised';
      const x = Math.round(scale.x(call.untilUs));
      if (x === lastX && !raised) continue;
      lastX = x;
      const colour = raised ? theme.raised : isWaiting(call.source) ? theme['blocked-line'] : theme.call;
      bar(call, y, { height: ROW - 1, colour });
    }
  }

  #paint(): void {
    const ctx = this.element.getContext('2d');
    if (ctx === null || this.#width === 0) return;
    const scale = this.#scale;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.#ground, 0, 0);
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const from = Math.max(0, scale.x(this.#view.fromUs));
    const until = Math.min(this.#width, scale.x(this.#view.untilUs));
    ctx.fillStyle = this.#theme.page;
    ctx.globalAlpha = 0.6;
    ctx.fillRect(0, 0, from, this.#height);
    ctx.fillRect(until, 0, this.#width - until, this.#height);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = this.#theme.accent;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(from + 0.75, 0.75, Math.max(3, until - from - 1.5), this.#height - 1.5);
  }
}
