// Time downwards. Everything that is drawn at a moment holds an anchor; solving gives each its place:
// - later never stands above earlier, in whatever column;
// - a moment is given the room that its label needs in its column;
// - time that passes takes room by its logarithm, so that five idle seconds don't hide two milliseconds of action. Where much
//   time was squeezed into little room the axis is broken visibly, with the time that it leaves out.

export interface Anchor {
  readonly atUs: number;
  readonly column: string;
  /** Room in pixels that it needs above and below itself in its column. */
  readonly above: number;
  readonly below: number;
  /** Worth a number on the axis: 0 no, 1 if there is room, 2 before others. */
  readonly tick: 0 | 1 | 2;
  /** Pixels from the top; known once the axis is solved. */
  y: number;
}

export interface AxisBreak {
  readonly fromY: number;
  readonly untilY: number;
  readonly us: number;
}

const PIXELS_PER_DOUBLING = 9;
const UNIT_US = 1_000;
const MOST_PIXELS = 130;
/** For all the time together; labels take what they need beside. */
const TIME_PIXELS = 1_000;
const BREAK_US = 20_000;
const BREAK_SHARE = 0.03;

export class Axis {
  readonly #anchors: Anchor[] = [];

  at(atUs: number, column: string, room: Partial<Pick<Anchor, 'above' | 'below' | 'tick'>> = {}): Anchor {
    const anchor: Anchor = { atUs, column, above: room.above ?? 0, below: room.below ?? 0, tick: room.tick ?? 0, y: 0 };
    this.#anchors.push(anchor);
    return anchor;
  }

  /** Places every anchor from `top` on; returns the bottom. */
  solve(top: number): number {
    this.#anchors.sort((a, b) => a.atUs - b.atUs); // stable: what was added first stands first
    const free = new Map<string, number>();
    let bottom = top;
    let y = top;
    let beforeUs = this.#anchors[0]?.atUs ?? 0;
    const scale = this.#timeScale();
    for (const anchor of this.#anchors) {
      const passed = scale * gapPixels(anchor.atUs - beforeUs);
      y = Math.max(y + passed, (free.get(anchor.column) ?? top) + anchor.above);
      anchor.y = y;
      free.set(anchor.column, y + anchor.below);
      bottom = Math.max(bottom, y + anchor.below);
      beforeUs = anchor.atUs;
    }
    return bottom;
  }

  #timeScale(): number {
    const total = this.#anchors.reduce((sum, { atUs }, index) => {
      const beforeUs = this.#anchors[index - 1]?.atUs ?? atUs;
      return sum + gapPixels(atUs - beforeUs);
    }, 0);
    return Math.min(1, TIME_PIXELS / Math.max(1, total));
  }

  /** Where the axis leaves out time: between neighbours that are far apart, measured by the whole. */
  breaks(): readonly AxisBreak[] {
    const first = this.#anchors[0]?.atUs ?? 0;
    const last = this.#anchors.at(-1)?.atUs ?? 0;
    const least = Math.max(BREAK_US, (last - first) * BREAK_SHARE);
    return this.#anchors.flatMap((anchor, index) => {
      const next = this.#anchors[index + 1];
      if (next === undefined || next.atUs - anchor.atUs < least) return [];
      return [{ fromY: anchor.y, untilY: next.y, us: next.atUs - anchor.atUs }];
    });
  }

  /** Moments worth a number, not closer than `spacing` pixels. */
  ticks(spacing: number): readonly Anchor[] {
    const chosen: Anchor[] = [];
    for (const tick of [2, 1]) {
      for (const anchor of this.#anchors) {
        if (anchor.tick !== tick) continue;
        if (chosen.every((other) => Math.abs(other.y - anchor.y) >= spacing)) chosen.push(anchor);
      }
    }
    return chosen.toSorted((a, b) => a.y - b.y);
  }
}

function gapPixels(us: number): number {
  return Math.min(MOST_PIXELS, PIXELS_PER_DOUBLING * Math.log2(1 + Math.max(0, us) / UNIT_US));
}
