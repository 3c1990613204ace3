// What the parts of the picture share: the axis on which they claim their moments, and the layers into which they draw once
// the axis is solved.

import type { Axis } from './axis.js';
import type { Columns } from './columns.js';
import type { RunReport } from '../run-report.js';

const LAYERS = ['bands', 'rules', 'lines', 'bars', 'labels'] as const;

export type Layer = (typeof LAYERS)[number];

export class Scene {
  readonly axis: Axis;
  readonly columns: Columns;
  readonly report: RunReport;
  readonly #markup: Record<Layer, (() => string)[]> = { bands: [], rules: [], lines: [], bars: [], labels: [] };

  constructor(axis: Axis, columns: Columns, report: RunReport) {
    this.axis = axis;
    this.columns = columns;
    this.report = report;
  }

  /** `markup` is asked for after the axis has been solved. */
  draw(layer: Layer, markup: () => string): void {
    this.#markup[layer].push(markup);
  }

  /** All layers, from the back to the front. */
  render(): string {
    return LAYERS.flatMap((layer) => this.#markup[layer].map((markup) => markup())).join('\n');
  }
}
