// A screenshot of the canvas as a coarse grid of colours: fonts and the smoothing of edges differ from machine to machine, what
// is drawn where does not. Text is left out, and measured as if each character had the same width.

import type { Page } from '@playwright/test';

const COLUMNS = 120;
const ROWS = 60;

/** Before the page is opened. */
export async function withoutText(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const none = (): void => undefined;
    // Of the browser's; Node has no such thing.
    const { CanvasRenderingContext2D: canvas } = globalThis as unknown as {
      readonly CanvasRenderingContext2D: { readonly prototype: Record<string, unknown> };
    };
    canvas.prototype['fillText'] = none;
    canvas.prototype['strokeText'] = none;
    canvas.prototype['measureText'] = (text: string) => ({ width: text.length * 7 });
  });
}

/** Each row a line, each cell the mean of its pixels as three hexadecimal digits: red, green, blue. */
export async function coarsePicture(page: Page): Promise<string> {
  return await page.evaluate(
    ({ columns, rows }) => {
      // The page's own canvas, on which everything is painted.
      const { document } = globalThis as unknown as { readonly document: { querySelector(s: string): Stage | null } };
      interface Stage {
        readonly width: number;
        readonly height: number;
        getContext(kind: '2d'): {
          getImageData(x: number, y: number, w: number, h: number): { readonly data: Uint8ClampedArray };
        } | null;
      }
      const stage = document.querySelector('#stage');
      const context = stage?.getContext('2d');
      if (!stage || !context) throw new Error('there is no picture');
      const { data } = context.getImageData(0, 0, stage.width, stage.height);
      const cell = (column: number, row: number): string => {
        const sum = [0, 0, 0];
        let count = 0;
        for (
          let y = Math.floor((row * stage.height) / rows);
          y < Math.floor(((row + 1) * stage.height) / rows);
          y += 1
        ) {
          const until = Math.floor(((column + 1) * stage.width) / columns);
          for (let x = Math.floor((column * stage.width) / columns); x < until; x += 1) {
            for (let channel = 0; channel < 3; channel += 1)
              sum[channel] = (sum[channel] ?? 0) + (data[(y * stage.width + x) * 4 + channel] ?? 0);
            count += 1;
          }
        }
        return sum.map((each) => Math.min(15, Math.round(each / count / 17)).toString(16)).join('');
      };
      return Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (__, column) => cell(column, row)).join(''),
      ).join('\n');
    },
    { columns: COLUMNS, rows: ROWS },
  );
}

/** Which share of the cells differs noticeably, from 0 to 1. */
export function differenceOf(a: string, b: string): number {
  const [cells, others] = [cellsOf(a), cellsOf(b)];
  if (cells.length !== others.length) return 1;
  const differ = cells.filter((cell, index) => isOther(cell, others[index] ?? ''));
  return differ.length / cells.length;
}

/** One step of sixteen is smoothing. */
const SMOOTHING = 1;

const isOther = (a: string, b: string): boolean =>
  [0, 1, 2].some((at) => Math.abs(parseInt(a[at] ?? '', 16) - parseInt(b[at] ?? '', 16)) > SMOOTHING);

const cellsOf = (picture: string): readonly string[] => picture.replaceAll('\n', '').match(/.{3}/g) ?? [];
