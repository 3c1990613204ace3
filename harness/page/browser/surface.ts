// A canvas that always fills its window, with what is higher than that to be scrolled. It is painted once a frame, and only when
// something has changed.

import { el } from './dom.js';
import { Pen } from './pen.js';
import { onThemeChange, readTheme, type Theme } from './theme.js';

export interface SurfaceOptions {
  /** For those who don't see it. */
  readonly label: string;
  /** Of all that there is to scroll through, in a window of this width; asked for whenever that changes. */
  readonly heightFor: (width: number) => number;
  readonly paint: () => void;
}

export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly element: HTMLElement;
  readonly pen: Pen;
  readonly #spacer: HTMLElement;
  readonly #options: SurfaceOptions;
  #theme: Theme = readTheme();
  #waiting = false;

  constructor(options: SurfaceOptions) {
    this.#options = options;
    this.canvas = el('canvas', { id: 'stage', tabindex: 0, role: 'application', 'aria-label': options.label });
    const ctx = this.canvas.getContext('2d', { alpha: false });
    if (ctx === null) throw new Error('this browser has no canvas');
    this.pen = new Pen(ctx);
    this.#spacer = el('div', { class: 'spacer' }, this.canvas);
    this.element = el('div', { class: 'scroller' }, this.#spacer);
    this.element.addEventListener('scroll', () => this.repaint());
    new ResizeObserver(() => this.#resize()).observe(this.element);
    onThemeChange((theme) => {
      this.#theme = theme;
      this.repaint();
    });
  }

  get theme(): Theme {
    return this.#theme;
  }

  get width(): number {
    return this.element.clientWidth;
  }

  get height(): number {
    return this.element.clientHeight;
  }

  get scrollTop(): number {
    return this.element.scrollTop;
  }

  scrollBy(pixels: number): void {
    this.element.scrollTop += pixels;
  }

  repaint(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#options.paint();
    });
  }

  #resize(): void {
    const { width, height } = this;
    this.#spacer.style.height = `${this.#options.heightFor(width)}px`;
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    // Whoever draws counts in CSS pixels; a new size resets it.
    this.pen.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#options.paint();
  }
}
