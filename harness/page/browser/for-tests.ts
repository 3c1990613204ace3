// Tells specs (and whoever opens the console) what is drawn.

import type { Model } from '../model.js';
import type { PageForTests } from '../page-for-tests.js';
import type { Stage } from './stage.js';

interface Parts {
  readonly model: Model;
  readonly stage: Stage;
  readonly startedMs: number;
}

export function exposeForTests({ model, stage, startedMs }: Parts): void {
  let openMs = 0;
  let openedAtMs = 0;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      openedAtMs = performance.now();
      openMs = openedAtMs - startedMs;
    }),
  );
  const page: PageForTests = {
    drawn: () =>
      stage.hits.map(({ item, x1, y1, x2, y2, more = 0 }) => {
        const { kind, who, text } = item;
        return { kind, who, text, x: x1, y: y1, x2, y2, more };
      }),
    view: () => stage.view,
    items: () => model.items.length,
    selected: () => stage.selected?.text,
    paintMs: () => {
      stage.paintNow();
      return stage.paintMs;
    },
    lastPaintMs: () => stage.paintMs,
    openMs: () => openMs,
    openedAtMs: () => openedAtMs,
  };
  Object.assign(globalThis, { guasto: page });
}
