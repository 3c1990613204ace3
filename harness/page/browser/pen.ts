// The canvas's context with the few strokes that the picture is made of. Fonts are measured once for each text.

import { visibleText } from '../../kinds/reporters/visible-text.js';
import type { Point } from './frame.js';

const SANS =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

const FONTS = {
  plain: `11px ${SANS}`,
  bold: `600 11px ${SANS}`,
  small: `10px ${SANS}`,
  title: `600 12.5px ${SANS}`,
  mono: `10.5px ${MONO}`,
  'mono-bold': `600 10.5px ${MONO}`,
} as const;

export type Font = keyof typeof FONTS;

export interface Writing {
  readonly colour: string;
  readonly font?: Font;
  /** Cut, with an ellipsis, to this width. */
  readonly room?: number;
  readonly align?: 'left' | 'center' | 'right';
  /** A rim of this colour, where the ground is busy. */
  readonly halo?: string;
}

const MOST_KNOWN = 20_000;

export class Pen {
  readonly ctx: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();

  constructor(ctx: CanvasRenderingContext2D) {
    this.ctx = ctx;
  }

  width(text: string, font: Font = 'plain'): number {
    const key = `${font}\0${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      if (this.#widths.size > MOST_KNOWN) this.#widths.clear();
      this.ctx.font = FONTS[font];
      width = this.ctx.measureText(text).width;
      this.#widths.set(key, width);
    }
    return width;
  }

  /** `y` is the middle of the line. Returns how much room it took. */
  write(text: string, { x, y }: Point, { colour, font = 'plain', room, align = 'left', halo }: Writing): number {
    const shown = this.fit(visibleText(text, 300), room ?? Infinity, font);
    if (shown === '') return 0;
    const { ctx } = this;
    ctx.font = FONTS[font];
    ctx.textAlign = align;
    ctx.textBaseline = 'middle';
    if (halo !== undefined) {
      ctx.strokeStyle = halo;
      ctx.lineWidth = 3;
      ctx.lineJoin = 'round';
      ctx.strokeText(shown, x, y);
    }
    ctx.fillStyle = colour;
    ctx.fillText(shown, x, y);
    return this.width(shown, font);
  }

  /** As much of the text as there is room for. */
  fit(text: string, room: number, font: Font = 'plain'): string {
    if (room === Infinity || this.width(text, font) <= room) return text;
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.width(`${text.slice(0, middle)}…`, font) <= room) low = middle;
      else high = middle - 1;
    }
    return low < 2 ? '' : `${text.slice(0, low).trimEnd()}…`;
  }

  fill(
    x: number,
    y: number,
    size: { readonly width: number; readonly height: number },
    colour: string | CanvasPattern,
  ): void {
    this.ctx.fillStyle = colour;
    this.ctx.fillRect(x, y, size.width, size.height);
  }

  rounded(
    x: number,
    y: number,
    size: { readonly width: number; readonly height: number; readonly radius?: number },
  ): void {
    this.ctx.beginPath();
    this.ctx.roundRect(x, y, size.width, size.height, size.radius ?? 3);
  }

  stroke(points: readonly Point[], colour: string, { width = 1, dash = [] as readonly number[] } = {}): void {
    const { ctx } = this;
    ctx.beginPath();
    for (const [index, { x, y }] of points.entries()) {
      if (index === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    }
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.lineJoin = 'miter';
    ctx.setLineDash([...dash]);
    ctx.stroke();
    if (dash.length > 0) ctx.setLineDash([]);
  }

  polygon(points: readonly Point[], colour: string): void {
    const { ctx } = this;
    ctx.beginPath();
    for (const { x, y } of points) ctx.lineTo(x, y);
    ctx.closePath();
    ctx.fillStyle = colour;
    ctx.fill();
  }

  /** The head of an arrow that comes from `from` and ends at `to`. */
  head(from: Point, to: Point, colour: string): void {
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    const wing = (turn: number): Point => ({
      x: to.x - 8 * Math.cos(angle + turn),
      y: to.y - 8 * Math.sin(angle + turn),
    });
    this.polygon([to, wing(0.38), wing(-0.38)], colour);
  }

  cross({ x, y }: Point, colour: string, size = 4): void {
    this.stroke(
      [
        { x: x - size, y: y - size },
        { x: x + size, y: y + size },
      ],
      colour,
      { width: 2 },
    );
    this.stroke(
      [
        { x: x - size, y: y + size },
        { x: x + size, y: y - size },
      ],
      colour,
      { width: 2 },
    );
  }

  faintly(alpha: number, draw: () => void): void {
    const before = this.ctx.globalAlpha;
    this.ctx.globalAlpha = before * alpha;
    draw();
    this.ctx.globalAlpha = before;
  }

  clipped(
    area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
    draw: () => void,
  ): void {
    this.ctx.save();
    this.ctx.beginPath();
    this.ctx.rect(area.x, area.y, area.width, area.height);
    this.ctx.clip();
    draw();
    this.ctx.restore();
  }

  /** Slanted lines: waiting. */
  hatch(line: string, ground: string): CanvasPattern | string {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 8;
    const ctx = tile.getContext('2d');
    if (ctx === null) return ground;
    ctx.fillStyle = ground;
    ctx.fillRect(0, 0, 8, 8);
    ctx.strokeStyle = line;
    ctx.lineWidth = 1.4;
    for (const shift of [-8, 0, 8]) {
      ctx.beginPath();
      ctx.moveTo(shift, 8);
      ctx.lineTo(shift + 8, 0);
      ctx.stroke();
    }
    return this.ctx.createPattern(tile, 'repeat') ?? ground;
  }
}
