// Which time stands where: a window of the run's time laid over pixels, with zoom, pan and the ticks of its axis.

import type { Lasting } from './series.js';

/** Closer than this there is nothing more to see: the record's clock counts microseconds. */
const LEAST_US = 20;

export interface Tick {
  readonly us: number;
  readonly text: string;
}

export class TimeScale {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly left: number;
  readonly right: number;

  constructor({ fromUs, untilUs }: Lasting, left: number, right: number) {
    this.fromUs = fromUs;
    this.untilUs = untilUs;
    this.left = left;
    this.right = Math.max(right, left + 1);
  }

  get usPerPx(): number {
    return (this.untilUs - this.fromUs) / (this.right - this.left);
  }

  x(us: number): number {
    return this.left + (us - this.fromUs) / this.usPerPx;
  }

  us(x: number): number {
    return this.fromUs + (x - this.left) * this.usPerPx;
  }

  /** Multiples of 1, 2 or 5 of a power of ten, about `spacingPx` apart. */
  ticks(spacingPx: number): readonly Tick[] {
    const stepUs = niceStep(this.usPerPx * spacingPx);
    const ticks: Tick[] = [];
    for (let index = Math.ceil(this.fromUs / stepUs); index * stepUs <= this.untilUs; index += 1) {
      ticks.push({ us: index * stepUs, text: formatTick(index * stepUs, stepUs) });
    }
    return ticks;
  }
}

/** `factor` > 1 comes closer; the time under `aroundUs` stays where it is. */
export function zoom({ fromUs, untilUs }: Lasting, factor: number, aroundUs: number): Lasting {
  return { fromUs: aroundUs - (aroundUs - fromUs) / factor, untilUs: aroundUs + (untilUs - aroundUs) / factor };
}

export const pan = ({ fromUs, untilUs }: Lasting, byUs: number): Lasting => ({
  fromUs: fromUs + byUs,
  untilUs: untilUs + byUs,
});

/** Neither closer than there is something to see, nor beyond the run by more than a margin. */
export function within({ fromUs, untilUs }: Lasting, durationUs: number): Lasting {
  const marginUs = Math.max(durationUs * 0.04, LEAST_US);
  const lowest = -marginUs;
  const highest = durationUs + marginUs;
  const spanUs = Math.min(Math.max(untilUs - fromUs, LEAST_US), highest - lowest);
  const middleUs = (fromUs + untilUs) / 2;
  const start = Math.min(Math.max(middleUs - spanUs / 2, lowest), highest - spanUs);
  return { fromUs: start, untilUs: start + spanUs };
}

/** With room at both sides: `share` of the window is taken by the range itself. */
export function around({ fromUs, untilUs }: Lasting, share: number): Lasting {
  const marginUs = Math.max(((untilUs - fromUs) / share - (untilUs - fromUs)) / 2, LEAST_US / 2);
  return { fromUs: fromUs - marginUs, untilUs: untilUs + marginUs };
}

function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(atLeast, 1)));
  const factor = [1, 2, 5, 10].find((each) => each * power >= atLeast) ?? 10;
  return factor * power;
}

function formatTick(us: number, stepUs: number): string {
  if (stepUs >= 100_000) return `${trim(us / 1e6, 1)} s`;
  if (stepUs >= 1_000) return `${Math.round(us / 1e3)} ms`;
  return `${trim(us / 1e3, stepUs >= 100 ? 1 : stepUs >= 10 ? 2 : 3)} ms`;
}

const trim = (value: number, digits: number): string => value.toFixed(digits);
